/** A refusal on the wire: `$ERROR`, a code and a sentence, sent before a signal that is not 0. */
import { ZmqError } from '@tszmq/sockets'

const NAME = '$ERROR'

export function encodeRefusal(error: Error): string[] {
  const { code } = error as { code?: unknown }
  return [NAME, typeof code === 'string' ? code : 'ERR_ZACTOR_REFUSED', error.message]
}

/** The error of a refusal; undefined for any other message. */
export function decodeRefusal(message: readonly Uint8Array[]): ZmqError | undefined {
  const [name, code, reason] = message.map((frame) => Buffer.from(frame).toString())
  if (message.length !== 3 || name !== NAME) return undefined
  return new ZmqError(code as string, reason as string)
}
