/** ZHTTP, in which Pushpin, Condure and Zurl describe HTTP in messages: the letter T and a tnetstring, or J and JSON. */
import { decode, encode } from './tnetstring.mjs'

export const packed = (value) => Buffer.concat([Buffer.from('T'), encode(value)])

export function unpacked(frame) {
  if (frame[0] === 'T'.charCodeAt(0)) return decode(frame.subarray(1))
  if (frame[0] === 'J'.charCodeAt(0)) return JSON.parse(frame.subarray(1).toString())
  throw new Error(`not ZHTTP: ${frame}`)
}

/** A published message begins with the name of who it is for, and a space. */
export function unaddressed(frame) {
  const space = frame.indexOf(' ')
  return { to: frame.subarray(0, space).toString(), ...unpacked(frame.subarray(space + 1)) }
}
