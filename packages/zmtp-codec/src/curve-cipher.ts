/**
 * The traffic of CURVE (RFC 26), sealed and opened frame by frame. Refuses what is no MESSAGE, what was changed, and what was sent
 * before.
 */
import type { CurveCrypto } from './curve-crypto.ts'
import { BOX } from './curve-crypto.ts'
import { nonceOf } from './curve-box.ts'
import type { NonceCounter, NonceGuard } from './curve-nonce.ts'
import { NONCE } from './curve-nonce.ts'
import { ascii } from './frame.ts'
import type { Cipher } from './mechanism.ts'
import { ProtocolError } from './protocol-error.ts'

const NAME = ascii('\x07MESSAGE')
const FLAGS = NAME.length + NONCE + BOX
const OVERHEAD = FLAGS + 1

const MORE = 1
const COMMAND = 2
const RESERVED = 0xfc

export class CurveCipher implements Cipher {
  readonly overhead = OVERHEAD
  readonly #crypto: CurveCrypto
  readonly #sent: NonceCounter
  readonly #received: NonceGuard
  readonly #sendNonce: Uint8Array
  readonly #receiveNonce: Uint8Array
  #key: Uint8Array | undefined

  /** Wipes `key` when it is destroyed. The counters go on from the handshake. */
  constructor(crypto: CurveCrypto, key: Uint8Array, isServer: boolean, sent: NonceCounter, received: NonceGuard) {
    this.#crypto = crypto
    this.#key = key
    this.#sent = sent
    this.#received = received
    this.#sendNonce = nonceOf(isServer ? 'CurveZMQMESSAGES' : 'CurveZMQMESSAGEC')
    this.#receiveNonce = nonceOf(isServer ? 'CurveZMQMESSAGEC' : 'CurveZMQMESSAGES')
  }

  seal(frame: Uint8Array, flags: number, out: Uint8Array, offset: number): void {
    if (this.#key === undefined) throw gone()
    for (let i = 0; i < NAME.length; i++) out[offset + i] = NAME[i] as number
    this.#sent.next(this.#sendNonce, out, offset + NAME.length)
    out[offset + FLAGS] = flags
    out.set(frame, offset + OVERHEAD)
    this.#crypto.seal(this.#key, this.#sendNonce, out, offset + NAME.length + NONCE, 1 + frame.length)
  }

  open(bytes: Uint8Array, start: number, size: number): number {
    if (this.#key === undefined) throw gone()
    if (size < OVERHEAD) throw malformed(`of ${size} bytes cannot hold its ${OVERHEAD}`)
    for (let i = 0; i < NAME.length; i++) {
      if (bytes[start + i] === NAME[i]) continue
      throw new ProtocolError('ERR_ZMTP_UNEXPECTED_COMMAND', 'something that is no MESSAGE after a CURVE handshake')
    }
    this.#received.accept(bytes, start + NAME.length, this.#receiveNonce)
    const box = start + NAME.length + NONCE
    if (!this.#crypto.open(this.#key, this.#receiveNonce, bytes, box, size - NAME.length - NONCE)) {
      throw new ProtocolError('ERR_ZMTP_CRYPTOGRAPHIC', 'the box of a MESSAGE does not open: it was changed on its way (RFC 26)')
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

function gone(): ProtocolError {
  return new ProtocolError('ERR_ZMTP_CRYPTOGRAPHIC', 'the keys of this connection are gone with it')
}
