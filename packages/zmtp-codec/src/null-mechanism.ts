/** NULL (RFC 37): READY both ways, no secrets. Refuses any command but one READY. */
import type { Command } from './command.ts'
import { encodeCommand } from './command.ts'
import type { AuthRequest, Mechanism, MechanismContext, MechanismPlugin, MechanismStatus } from './mechanism.ts'
import type { Properties } from './metadata.ts'
import { decodeProperties } from './metadata.ts'
import { ProtocolError } from './protocol-error.ts'

const NOBODY: AuthRequest = { mechanism: 'NULL', credentials: [] }

class NullMechanism implements Mechanism {
  peer: Properties | undefined
  readonly #context: MechanismContext
  readonly #answers: boolean
  #asking: boolean
  #sent = false
  #received = false

  constructor(context: MechanismContext, answers: boolean) {
    this.#context = context
    this.#answers = answers
    this.#asking = context.authenticate
  }

  get status(): MechanismStatus {
    if (this.#asking) return 'authenticate'
    return this.#sent && this.#received ? 'ready' : 'handshake'
  }

  get request(): AuthRequest | undefined {
    return this.#asking ? NOBODY : undefined
  }

  /** As libzmq does, the application is asked before our READY goes out, so a refused peer never believes it is in. */
  next(): Uint8Array | undefined {
    if (this.#asking || this.#sent || (this.#answers && !this.#received)) return undefined
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

/** No security: for peers that need none, or have it elsewhere. Our READY goes out at once, as libzmq's does. */
export const NULL: MechanismPlugin = {
  name: 'NULL',
  asServer: false,
  create: (context) => new NullMechanism(context, false),
}

/**
 * NULL as the server of RFC 37 speaks it: READY answers READY. It costs the peer a round trip more; until its handshake is done
 * it cannot have sent us a message, so that it may be given up without a loss.
 */
export const NULL_ANSWERING: MechanismPlugin = {
  name: 'NULL',
  asServer: false,
  create: (context) => new NullMechanism(context, true),
}
