/** The NULL mechanism (RFC 37): both sides send READY. No security. */
import type { Command } from './command.ts'
import { encodeCommand } from './command.ts'
import type { AuthRequest, Mechanism, MechanismContext, MechanismPlugin, MechanismStatus } from './mechanism.ts'
import type { Properties } from './metadata.ts'
import { decodeProperties } from './metadata.ts'
import { ProtocolError } from './protocol-error.ts'

const REQUEST: AuthRequest = { mechanism: 'NULL', credentials: [] }

class NullMechanism implements Mechanism {
  peer: Properties | undefined
  readonly #context: MechanismContext
  readonly #waitsForPeer: boolean
  #asking: boolean
  #sent = false
  #received = false

  constructor(context: MechanismContext, waitsForPeer: boolean) {
    this.#context = context
    this.#waitsForPeer = waitsForPeer
    this.#asking = context.authenticate
  }

  get status(): MechanismStatus {
    if (this.#asking) return 'authenticate'
    return this.#sent && this.#received ? 'ready' : 'handshake'
  }

  get request(): AuthRequest | undefined {
    return this.#asking ? REQUEST : undefined
  }

  /** As in libzmq, the application is asked before our READY is sent, so a refused peer never gets a READY. */
  next(): Uint8Array | undefined {
    if (this.#asking || this.#sent || (this.#waitsForPeer && !this.#received)) return undefined
    this.#sent = true
    return encodeCommand('READY', this.#context.metadata)
  }

  receive(command: Command): void {
    if (command.name !== 'READY' || this.#received) {
      throw new ProtocolError('ERR_ZMTP_UNEXPECTED_COMMAND', `command ${command.name} in a NULL handshake`)
    }
    this.peer = decodeProperties(command.data, this.#context.limits)
    this.#received = true
  }

  authorize(): void {
    this.#asking = false
  }
}

/** NULL: no security. Our READY is sent at once, as in libzmq. */
export const NULL: MechanismPlugin = {
  name: 'NULL',
  asServer: false,
  create: (context) => new NullMechanism(context, false),
}

/**
 * NULL as the server in RFC 37: our READY answers the peer's. It costs one more round trip. The peer cannot send a message before the
 * handshake is done, so its connection can be closed until then without losing a message.
 */
export const NULL_ANSWERING: MechanismPlugin = {
  name: 'NULL',
  asServer: false,
  create: (context) => new NullMechanism(context, true),
}
