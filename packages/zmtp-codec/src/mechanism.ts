/** The seam for security mechanisms (RFC 37): a mechanism sees handshake commands and metadata, never sockets or time. */
import type { Command } from './command.ts'
import type { Limits } from './limits.ts'
import type { Properties } from './metadata.ts'

/** What the application is asked before a peer is let in (the request of ZAP, RFC 27, without its transport parts). */
export interface AuthRequest {
  /** NULL, PLAIN, CURVE … */
  readonly mechanism: string
  /**
   * As ZAP orders them: none for NULL; user name and password for PLAIN; the client's public key for CURVE. Those of PLAIN are wiped when
   * the verdict is given, or the connection is gone: copy what is needed longer.
   */
  readonly credentials: readonly Uint8Array[]
}

/** The answer to an {@link AuthRequest}, whenever it comes. Anything but 200 refuses the peer. */
export interface Verdict {
  /** ZAP: 200 let in, 300 try later (silent close), 400 refused, 500 internal error. */
  readonly status: 200 | 300 | 400 | 500
  /** ZAP's status text. */
  readonly text?: string
  /** Who the peer is; becomes message metadata. */
  readonly userId?: string
  /** ZAP metadata; becomes message metadata. */
  readonly metadata?: ReadonlyMap<string, string>
}

/** Where a mechanism stands. `authenticate`: the application's verdict is awaited. */
export type MechanismStatus = 'handshake' | 'authenticate' | 'ready'

/** One side of one handshake, and the cipher of its traffic when it has one. */
export interface Mechanism {
  readonly status: MechanismStatus
  /** While `authenticate`: what to ask. */
  readonly request: AuthRequest | undefined
  /** The peer's metadata once it has come, be it empty, which for a server is before it sends its own. Views: copy what is kept. */
  readonly peer: Properties | undefined
  /** The next command body to send, or undefined when it is the peer's (or the application's) turn. */
  next(): Uint8Array | undefined
  /** A handshake command from the peer. Throws ProtocolError. ERROR never comes here: the engine deals with it. */
  receive(command: Command): void
  /** The application's answer, always 200: the engine itself refuses for all others. */
  authorize(verdict: Verdict): void
  /** Wipes its secrets, if the handshake was not done: then they are the cipher's, or gone. Nothing is called after it. */
  destroy?(): void
  /** Once `ready`, with a mechanism that enciphers: all traffic goes through it. */
  readonly cipher?: Cipher | undefined
}

/** Enciphers traffic, in memory that others give. A sealed frame is what came in front of it, then as many bytes as it had. */
export interface Cipher {
  /** Bytes in front of the frame. */
  readonly overhead: number
  /**
   * Writes the sealed frame to `out` from `offset`; `flags` bit 0 is MORE, bit 1 COMMAND. Frames must reach the peer in the order
   * in which they were sealed. Throws ProtocolError when no more can be sealed.
   */
  seal(frame: Uint8Array, flags: number, out: Uint8Array, offset: number): void
  /**
   * Opens the `size` bytes from `start` in place: the frame is then behind the overhead. Returns its flags. Throws ProtocolError for
   * what was tampered with, replayed or cut.
   */
  open(bytes: Uint8Array, start: number, size: number): number
  /** Wipes its secrets: nothing is sealed or opened after it. */
  destroy(): void
}

/** What the engine tells a mechanism about its own side. */
export interface MechanismContext {
  /** Our encoded metadata, to be carried to the peer. */
  readonly metadata: Uint8Array
  /** The application wants to be asked under NULL too (a ZAP domain is set); servers of other mechanisms always ask. */
  readonly authenticate: boolean
  readonly limits: Limits
}

/** A mechanism as it is chosen for a socket: how it is called in the greeting, and how one handshake of it starts. */
export interface MechanismPlugin {
  /** The greeting's name: 1 to 20 of A-Z 0-9 - _ . + (RFC 37). */
  readonly name: string
  /** The greeting's as-server flag; false for peer-to-peer mechanisms. */
  readonly asServer: boolean
  create(context: MechanismContext): Mechanism
  /** Wipes the secrets that it keeps for its connections. To be called when all of them are gone; none is created after it. */
  destroy?(): void
}
