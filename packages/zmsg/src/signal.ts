/** CZMQ's signals: a message of one frame of 8 bytes, which no text is. It carries a status and nothing else. */
import { checkMessage } from './arguments.ts'
import { allocate } from './frame.ts'

/** CZMQ puts 0x77665544332211SS into memory as its machine does: the least significant byte, the status, comes first. */
const TAIL = [0x11, 0x22, 0x33, 0x44, 0x55, 0x66, 0x77]

const SIZE = 1 + TAIL.length

const MAX_STATUS = 255

/** The signal with `status`, 0 to 255; 0 is success. Throws RangeError. */
export function encodeSignal(status: number): Uint8Array[] {
  if (!Number.isInteger(status) || status < 0 || status > MAX_STATUS) {
    throw new RangeError(`the status of a signal is a whole number from 0 to ${MAX_STATUS}, not ${String(status)}`)
  }
  const frame = allocate(SIZE)
  frame.set([status, ...TAIL])
  return [frame]
}

/** The status of a signal; undefined for every other message. */
export function decodeSignal(message: readonly Uint8Array[]): number | undefined {
  checkMessage(message)
  const [frame] = message
  if (message.length !== 1 || frame?.length !== SIZE) return undefined
  return TAIL.every((byte, i) => frame[i + 1] === byte) ? frame[0] : undefined
}
