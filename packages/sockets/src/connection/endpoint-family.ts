/** The interface of an endpoint family: how one socket binds and connects endpoints of some schemes. */
import type { EndpointHolder } from '../socket/socket-port.ts'

/** `inproc`, or all transports. */
export interface EndpointFamily {
  /** True if DEALER, SUB, PUB and REQ ignore a second connect to the same endpoint (libzmq's is_single_connect). */
  readonly ignoresSecondConnect: boolean
  /** The endpoints that the socket is bound to. */
  readonly bound: string[]
  /** The binders of the socket, also of binds that are not done. */
  readonly binders: EndpointHolder[]
  /** Returns the address of a connect in its normalized spelling. Throws if it is not valid. */
  normalize(address: string): string
  /** Throws for an invalid address. Resolves with the real endpoint. If an error is known at once, `refused` is called with it. */
  bind(address: string, refused?: (error: Error) => void): Promise<string>
  /** Unbinds, and returns the binders, which the caller closes. Throws ENOENT. */
  unbind(address: string): EndpointHolder[]
  /** Throws for an invalid address. */
  connect(address: string, routingId: Uint8Array | undefined): EndpointHolder
  /** Accepts no new connections. The caller then closes the binders. */
  stop(): void
}
