/** The cipher of CURVE traffic (RFC 26): seals each frame in a MESSAGE command, and opens it. */
import type { CurveCrypto } from './curve-crypto.ts'
import { BOX } from './curve-crypto.ts'
import { nonceOf } from './curve-box.ts'
import type { NonceCounter, NonceGuard } from './curve-nonce.ts'
import { NONCE } from './curve-nonce.ts'
import { latin1 } from './frame.ts'
import type { Cipher } from './mechanism.ts'
import { ProtocolError } from './protocol-error.ts'

const NAME = latin1('\x07MESSAGE')
const FLAGS = NAME.length + NONCE + BOX
const OVERHEAD = FLAGS + 1

/** A command name in the text of an error is shorter than this. The longest name of ZMTP is SUBSCRIBE. */
const LONGEST_NAME = 20

const MORE = 1
const COMMAND = 2
const RESERVED = 0xfc

/** The {@link Cipher} of one side of a CURVE connection. */
export class CurveCipher implements Cipher {
  readonly overhead = OVERHEAD
  readonly #crypto: CurveCrypto
  readonly #sent: NonceCounter
  readonly #received: NonceGuard
  readonly #sendNonce: Uint8Array
  readonly #receiveNonce: Uint8Array
  #key: Uint8Array | undefined

  /** `key` is wiped by `destroy()`. The nonces go on from those of the handshake. */
  constructor(crypto: CurveCrypto, key: Uint8Array, isServer: boolean, sent: NonceCounter, received: NonceGuard) {
    this.#crypto = crypto
    this.#key = key
    this.#sent = sent
    this.#received = received
    this.#sendNonce = nonceOf(isServer ? 'CurveZMQMESSAGES' : 'CurveZMQMESSAGEC')
    this.#receiveNonce = nonceOf(isServer ? 'CurveZMQMESSAGEC' : 'CurveZMQMESSAGES')
  }

  seal(frame: Uint8Array, flags: number, out: Uint8Array, offset: number): void {
    if (this.#key === undefined) throw destroyed()
    for (let i = 0; i < NAME.length; i++) out[offset + i] = NAME[i] as number
    this.#sent.next(this.#sendNonce, out, offset + NAME.length)
    out[offset + FLAGS] = flags
    out.set(frame, offset + OVERHEAD)
    this.#crypto.seal(this.#key, this.#sendNonce, out, offset + NAME.length + NONCE, 1 + frame.length)
  }

  open(bytes: Uint8Array, start: number, size: number): number {
    if (this.#key === undefined) throw destroyed()
    for (let i = 0; i < NAME.length; i++) if (i >= size || bytes[start + i] !== NAME[i]) throw unencrypted(bytes, start, size)
    if (size < OVERHEAD) throw malformed(`of ${size} bytes cannot hold its ${OVERHEAD}`)
    this.#received.accept(bytes, start + NAME.length, this.#receiveNonce)
    const box = start + NAME.length + NONCE
    if (!this.#crypto.open(this.#key, this.#receiveNonce, bytes, box, size - NAME.length - NONCE)) {
      throw new ProtocolError('ERR_ZMTP_CRYPTOGRAPHIC', 'the box of a MESSAGE does not open: it was changed on the way (RFC 26)')
    }
    const flags = bytes[start + FLAGS] as number
    if ((flags & RESERVED) !== 0) throw malformed(`has reserved bits in its flags 0x${flags.toString(16)}`)
    if (flags === (MORE | COMMAND)) throw malformed('is a command with MORE')
    return flags
  }

  destroy(): void {
    if (this.#key === undefined) return
    this.#crypto.wipe(this.#key)
    this.#key = undefined
  }
}

function malformed(what: string): ProtocolError {
  return new ProtocolError('ERR_ZMTP_MALFORMED_COMMAND_MESSAGE', `a MESSAGE ${what} (RFC 26)`)
}

/** Makes the error for a peer that sent a command or a message without a box. */
function unencrypted(bytes: Uint8Array, start: number, size: number): ProtocolError {
  const name = commandName(bytes, start, size)
  const what = name === undefined ? `frame of ${size} bytes` : `command ${name}`
  return new ProtocolError(
    'ERR_ZMTP_UNEXPECTED_COMMAND',
    `an unencrypted ${what} after a CURVE handshake: only MESSAGE is allowed (RFC 26)`,
  )
}

/** Returns the name of a command, or undefined if the bytes do not begin with a name in capital letters. */
function commandName(bytes: Uint8Array, start: number, size: number): string | undefined {
  const length = size === 0 ? 0 : (bytes[start] as number)
  if (length === 0 || length >= LONGEST_NAME || length >= size) return undefined
  const name = String.fromCharCode(...bytes.subarray(start + 1, start + 1 + length))
  return /^[A-Z]+$/.test(name) ? name : undefined
}

function destroyed(): ProtocolError {
  return new ProtocolError('ERR_ZMTP_CRYPTOGRAPHIC', 'the keys of this connection were destroyed')
}
