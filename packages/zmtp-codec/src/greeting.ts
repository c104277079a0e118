/** The greeting (RFC 37; RFCs 23, 15 and 13 for older versions): sends ours, and finds out the ZMTP version of the peer. */
import { latin1Text } from './bytes.ts'
import { allocate, latin1 } from './frame.ts'
import type { MechanismPlugin } from './mechanism.ts'
import { ProtocolError } from './protocol-error.ts'

/** The supported versions. `1.0` has two forms: without and with the signature. */
export type ZmtpVersion = '1.0' | '2.0' | '3.0' | '3.1'

/** What this side sends in its greeting. */
export interface GreetingOptions {
  /** libzmq's number of our socket type, for peers of ZMTP 2.0. */
  readonly socketType: number
  /** Length of our routing id. A ZMTP 1.0 peer reads our signature as the header of the frame with the routing id. */
  readonly routingIdLength: number
  /** Our mechanisms. A single one is sent at once. If there are several, the peer's greeting chooses one, which is then sent. */
  readonly mechanisms: readonly MechanismPlugin[]
  /** Whether to refuse peers of ZMTP 1.0 and 2.0, which have no security mechanism. */
  readonly secure: boolean
}

const SIGNATURE = 10
const REVISION = 10
const TYPE_OR_MINOR = 11
const MECHANISM = 12
const AS_SERVER = 32
const V2_SIZE = 12
const V3_SIZE = 64

/** Both greetings of one connection. Pass it the bytes that arrive, and send what `take` returns. */
export class Greeting {
  /** The version of the connection, once the peer's greeting is complete. */
  version: ZmtpVersion | undefined
  /** True for a ZMTP 1.0 peer without a signature. The bytes in `received` are then its first frames. */
  unversioned = false
  /** libzmq's number of the peer's socket type, from a peer of ZMTP 2.0. */
  peerType = -1
  /** The name of the peer's mechanism, from a peer of ZMTP 3.x. */
  peerMechanism = ''
  /** Our mechanism of that name, if there is one. */
  mechanism: MechanismPlugin | undefined
  readonly #options: GreetingOptions
  readonly #bytes = allocate(V3_SIZE)
  #size = 0
  #expected = SIGNATURE
  #out: Uint8Array[] = []

  constructor(options: GreetingOptions) {
    this.#options = options
    // As in libzmq: a ZMTP 1.0 peer reads the padding as the length of a frame with our routing id.
    const length = options.routingIdLength + 1
    this.#out.push(Uint8Array.of(0xff, 0, 0, 0, 0, 0, 0, length >> 8, length & 0xff, 0x7f))
  }

  /** All bytes that have been received, for the decoder of an unversioned peer. */
  get received(): Uint8Array {
    return this.#bytes.subarray(0, this.#size)
  }

  /** Returns the bytes to send now. */
  take(): Uint8Array[] {
    const out = this.#out
    if (out.length > 0) this.#out = []
    return out
  }

  /** Consumes bytes of the greeting and returns how many. The rest belongs to the handshake. Throws `ERR_ZMTP_GREETING` or `ERR_ZMTP_VERSION`. */
  receive(chunk: Uint8Array): number {
    let used = 0
    while (used < chunk.length && this.version === undefined) {
      this.#bytes[this.#size++] = chunk[used++] as number
      this.#step()
    }
    return used
  }

  #step(): void {
    if (this.#size === 1 && this.#bytes[0] !== 0xff) return this.#acceptUnversioned()
    if (this.#size < this.#expected) return
    switch (this.#size) {
      case SIGNATURE:
        if (((this.#bytes[SIGNATURE - 1] as number) & 1) === 0) return this.#acceptUnversioned()
        this.#out.push(Uint8Array.of(3))
        this.#expected = REVISION + 1
        return
      case REVISION + 1:
        return this.#acceptRevision(this.#bytes[REVISION] as number)
      case V2_SIZE:
        if (this.#expected !== V2_SIZE) return
        this.peerType = this.#bytes[TYPE_OR_MINOR] as number
        this.version = this.#bytes[REVISION] === 0 ? '1.0' : '2.0'
        return
      case V3_SIZE:
        return this.#acceptVersion3()
    }
  }

  #acceptUnversioned(): void {
    this.#refuseOld('1.0')
    this.unversioned = true
    this.version = '1.0'
  }

  /** RFC 37: revision 0 is ZMTP 1.0, 1 and 2 are 2.0, 3 and above are at least 3.0. */
  #acceptRevision(revision: number): void {
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

  /** Sends the rest of our greeting. */
  #announce(mechanism: MechanismPlugin): void {
    const rest = allocate(V3_SIZE - TYPE_OR_MINOR).fill(0)
    rest[0] = 1
    rest.set(latin1(mechanism.name), MECHANISM - TYPE_OR_MINOR)
    rest[AS_SERVER - TYPE_OR_MINOR] = mechanism.asServer ? 1 : 0
    this.#out.push(rest)
  }

  /** Throws at the first byte that shows the version, so the peer does not learn our socket type. */
  #refuseOld(version: ZmtpVersion): void {
    if (!this.#options.secure) return
    throw new ProtocolError('ERR_ZMTP_VERSION', `a ZMTP ${version} peer has no security mechanism and is refused (RFC 37)`)
  }

  #acceptVersion3(): void {
    const field = this.#bytes.subarray(MECHANISM, AS_SERVER)
    let end = field.indexOf(0)
    if (end < 0) end = field.length
    this.peerMechanism = latin1Text(field.subarray(0, end))
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
