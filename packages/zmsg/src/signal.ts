/** Encodes and decodes CZMQ's signals: a message of one frame of 8 bytes that carries a status from 0 to 255. */
import { checkMessage } from './arguments.ts'
import { allocate } from './frame.ts'

/** The bytes after the status. A signal is 0x77665544332211SS in little-endian order, where SS is the status. */
const TAIL = [0x11, 0x22, 0x33, 0x44, 0x55, 0x66, 0x77]

const SIZE = 1 + TAIL.length

const MAX_STATUS = 255

/** Makes a signal (zsock_signal). `status` is 0 to 255; 0 means success. Throws `RangeError`. */
export function encodeSignal(status: number): Uint8Array[] {
  if (!Number.isInteger(status) || status < 0 || status > MAX_STATUS) {
    throw new RangeError(`the status of a signal must be a whole number from 0 to ${MAX_STATUS}, not ${String(status)}`)
  }
  const frame = allocate(SIZE)
  frame.set([status, ...TAIL])
  return [frame]
}

/** Returns the status of a signal, or `undefined` if the message is not a signal. */
export function decodeSignal(message: readonly Uint8Array[]): number | undefined {
  checkMessage(message)
  const [frame] = message
  if (message.length !== 1 || frame?.length !== SIZE) return undefined
  return TAIL.every((byte, i) => frame[i + 1] === byte) ? frame[0] : undefined
}
