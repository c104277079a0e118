/**
 * The greeting (RFC 37, and RFCs 23, 15, 13 for its ancestors): finds out which ZMTP the peer speaks, one byte at a
 * time if need be. Refuses what is no greeting of any version.
 */
import { allocate, ascii, text } from './frame.ts'
import type { MechanismPlugin } from './mechanism.ts'
import { ProtocolError } from './protocol-error.ts'

/** The versions we speak. `1.0` covers both its forms: without and with the signature. */
export type ZmtpVersion = '1.0' | '2.0' | '3.0' | '3.1'

/** What one side tells of itself in its greeting. */
export interface GreetingOptions {
  /** libzmq's number of our socket type, for ZMTP 2.0 peers. */
  readonly socketType: number
  /** Length of our routing id: a ZMTP 1.0 peer takes our signature for the header of the frame that carries it. */
  readonly routingIdLength: number
  /** One: it is announced at once. Several: the peer's choice among them is answered, and nothing said of them before. */
  readonly mechanisms: readonly MechanismPlugin[]
  /** Peers of ZMTP 1.0 and 2.0, which know no security, are refused. */
  readonly secure: boolean
}

const SIGNATURE = 10
const REVISION = 10
const TYPE_OR_MINOR = 11
const MECHANISM = 12
const AS_SERVER = 32
const V2_SIZE = 12
const V3_SIZE = 64

/** Both greetings of one connection. Give it what arrives; send what `take` returns. */
export class Greeting {
  /** Set once the peer's greeting is complete. */
  version: ZmtpVersion | undefined
  /** A ZMTP 1.0 peer without even a signature: the bytes received so far are its first frames, see `received`. */
  unversioned = false
  /** ZMTP 2.0 peers: libzmq's number of their socket type. */
  peerType = -1
  /** ZMTP 3.x peers: the name of their mechanism. */
  peerMechanism = ''
  /** Ours of that name, if there is one. */
  mechanism: MechanismPlugin | undefined
  readonly #options: GreetingOptions
  readonly #bytes = allocate(V3_SIZE)
  #size = 0
  #expected = SIGNATURE
  #out: Uint8Array[] = []

  constructor(options: GreetingOptions) {
    this.#options = options
    // As libzmq does: the "padding" is the length field of a ZMTP 1.0 frame with our routing id, flags 0x7f.
    const length = options.routingIdLength + 1
    this.#out.push(Uint8Array.of(0xff, 0, 0, 0, 0, 0, 0, length >> 8, length & 0xff, 0x7f))
  }

  /** All that has been received, for the decoder of an unversioned peer. */
  get received(): Uint8Array {
    return this.#bytes.subarray(0, this.#size)
  }

  /** What must be sent now; empty when nothing. */
  take(): Uint8Array[] {
    const out = this.#out
    if (out.length > 0) this.#out = []
    return out
  }

  /**
   * Consumes greeting bytes and returns how many; the rest belongs to what follows. Throws ERR_ZMTP_GREETING or
   * _VERSION.
   */
  receive(chunk: Uint8Array): number {
    let used = 0
    while (used < chunk.length && this.version === undefined) {
      this.#bytes[this.#size++] = chunk[used++] as number
      this.#step()
    }
    return used
  }

  #step(): void {
    if (this.#size === 1 && this.#bytes[0] !== 0xff) return this.#isUnversioned()
    if (this.#size < this.#expected) return
    switch (this.#size) {
      case SIGNATURE:
        if (((this.#bytes[SIGNATURE - 1] as number) & 1) === 0) return this.#isUnversioned()
        this.#out.push(Uint8Array.of(3))
        this.#expected = REVISION + 1
        return
      case REVISION + 1:
        return this.#isRevision(this.#bytes[REVISION] as number)
      case V2_SIZE:
        if (this.#expected !== V2_SIZE) return
        this.peerType = this.#bytes[TYPE_OR_MINOR] as number
        this.version = this.#bytes[REVISION] === 0 ? '1.0' : '2.0'
        return
      case V3_SIZE:
        return this.#isVersion3()
    }
  }

  #isUnversioned(): void {
    this.#refuseOld('1.0')
    this.unversioned = true
    this.version = '1.0'
  }

  /** RFC 37: 0 means 1.0, 1 and 2 mean 2.0, 3 and above is a peer that speaks at least 3.0. */
  #isRevision(revision: number): void {
    if (revision < 3) {
      this.#refuseOld(revision === 0 ? '1.0' : '2.0')
      this.#out.push(Uint8Array.of(this.#options.socketType))
      this.#expected = V2_SIZE
      return
    }
    const { mechanisms } = this.#options
    if (mechanisms.length === 1) this.#announce(mechanisms[0] as MechanismPlugin)
    this.#expected = V3_SIZE
  }

  /** The rest of our greeting. */
  #announce(mechanism: MechanismPlugin): void {
    const rest = allocate(V3_SIZE - TYPE_OR_MINOR).fill(0)
    rest[0] = 1
    rest.set(ascii(mechanism.name), MECHANISM - TYPE_OR_MINOR)
    rest[AS_SERVER - TYPE_OR_MINOR] = mechanism.asServer ? 1 : 0
    this.#out.push(rest)
  }

  /** At the first byte that tells: such a peer learns nothing of us, not even our socket type. */
  #refuseOld(version: ZmtpVersion): void {
    if (!this.#options.secure) return
    throw new ProtocolError('ERR_ZMTP_VERSION', `a ZMTP ${version} peer knows no security and is refused (RFC 37)`)
  }

  #isVersion3(): void {
    const field = this.#bytes.subarray(MECHANISM, AS_SERVER)
    let end = field.indexOf(0)
    if (end < 0) end = field.length
    this.peerMechanism = text(field.subarray(0, end))
    const { mechanisms } = this.#options
    this.mechanism = mechanisms.find(({ name }) => name === this.peerMechanism)
    if (mechanisms.length > 1) this.#announce(this.mechanism ?? (mechanisms[0] as MechanismPlugin))
    for (let i = end; i < field.length; i++) {
      if (field[i] !== 0) throw refused('the mechanism of a greeting must be padded with zeros')
    }
    if ((this.#bytes[AS_SERVER] as number) > 1) throw refused('as-server in a greeting must be 0 or 1')
    const revision = this.#bytes[REVISION] as number
    this.version = revision === 3 && this.#bytes[TYPE_OR_MINOR] === 0 ? '3.0' : '3.1'
  }
}

function refused(message: string): ProtocolError {
  return new ProtocolError('ERR_ZMTP_GREETING', `${message} (RFC 37)`)
}
