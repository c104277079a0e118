/** The interface of security mechanisms (RFC 37): a mechanism handles commands and metadata, without I/O or timers. */
import type { Command } from './command.ts'
import type { Limits } from './limits.ts'
import type { Properties } from './metadata.ts'

/** The question to the application before a peer is accepted: the request of ZAP (RFC 27) without address and domain. */
export interface AuthRequest {
  /** The name of the mechanism: NULL, PLAIN, CURVE … */
  readonly mechanism: string
  /**
   * As in ZAP: none for NULL, user name and password for PLAIN, the client's public key for CURVE. Those of PLAIN are wiped after the
   * verdict, or when the connection closes: copy what is needed longer.
   */
  readonly credentials: readonly Uint8Array[]
}

/** The answer to an {@link AuthRequest}. A status other than 200 refuses the peer. */
export interface Verdict {
  /** The status of ZAP (RFC 27): 200 accepted, 300 temporary error (closed without ERROR), 400 refused, 500 internal error. */
  readonly status: 200 | 300 | 400 | 500
  /** The status text of ZAP. */
  readonly text?: string
  /** The user id of the peer. It becomes the message metadata `user-id`. */
  readonly userId?: string
  /** The metadata of ZAP. It becomes message metadata. */
  readonly metadata?: ReadonlyMap<string, string>
}

/** The state of a handshake. `authenticate`: it waits for the verdict of the application. */
export type MechanismStatus = 'handshake' | 'authenticate' | 'ready'

/** One side of one handshake, and the cipher of the traffic after it. */
export interface Mechanism {
  /** The state of the handshake. */
  readonly status: MechanismStatus
  /** The question to the application, in the state `authenticate`. */
  readonly request: AuthRequest | undefined
  /**
   * The peer's metadata, once it has arrived, even if it is empty. A server has it before it sends its own. The values are views: copy
   * what is kept.
   */
  readonly peer: Properties | undefined
  /** Returns the next command body to send, or undefined if the handshake waits for the peer or the application. */
  next(): Uint8Array | undefined
  /** Processes a handshake command from the peer. The engine handles ERROR itself. Throws ProtocolError. */
  receive(command: Command): void
  /** The application has accepted the peer. The status is always 200: the engine handles the others itself. */
  authorize(verdict: Verdict): void
  /** Wipes its secrets. Called once, if the connection closes during the handshake; later the cipher has them. */
  destroy?(): void
  /** The cipher of the traffic, in the state `ready`, if the mechanism encrypts. */
  readonly cipher?: Cipher | undefined
}

/** Encrypts and decrypts frames in memory that the caller provides. A sealed frame is `overhead` bytes, then as many bytes as the frame. */
export interface Cipher {
  /** Number of bytes before the frame. */
  readonly overhead: number
  /**
   * Writes the sealed frame to `out` at `offset`. Bit 0 of `flags` is MORE, bit 1 COMMAND. Frames must reach the peer in the order in
   * which they were sealed. Throws ProtocolError if no nonce is left.
   */
  seal(frame: Uint8Array, flags: number, out: Uint8Array, offset: number): void
  /**
   * Opens the `size` bytes at `start` in place. The frame begins at `start + overhead`. Returns its flags. Throws ProtocolError if the
   * bytes were changed, replayed or truncated.
   */
  open(bytes: Uint8Array, start: number, size: number): number
  /** Wipes its secrets. No other call follows. */
  destroy(): void
}

/** What a mechanism needs to know about this side. */
export interface MechanismContext {
  /** Our encoded metadata, to be sent to the peer. */
  readonly metadata: Uint8Array
  /** Whether to ask the application under NULL too. Servers of other mechanisms always ask. */
  readonly authenticate: boolean
  /** The limits of the connection. */
  readonly limits: Limits
}

/** A security mechanism of a socket: its part of the greeting, and a factory for its handshakes. */
export interface MechanismPlugin {
  /** The name in the greeting: 1 to 20 of the characters A-Z 0-9 - _ . + (RFC 37). */
  readonly name: string
  /** The as-server flag of the greeting. False for a mechanism without roles, such as NULL. */
  readonly asServer: boolean
  /** Starts one handshake. */
  create(context: MechanismContext): Mechanism
  /** Wipes the secrets that it keeps for its connections. Called once, when all of them are closed. */
  destroy?(): void
}
