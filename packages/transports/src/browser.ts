/** The exports for a browser: endpoints, errors and types, without modules of Node. */
export type { Conn, ConnHandler, Framing } from './conn.ts'
export { checkEndpointText, formatEndpoint, parseEndpoint, unknownScheme, type Endpoint } from './endpoint.ts'
export { errnoOf } from './errno.ts'
export { checkSocksProxy, type SocksProxy } from './socks/socks-proxy.ts'
export { TransportError } from './transport-error.ts'
export type { ConnectOptions, Listener, ListenOptions, Timers, Transport, TransportOptions } from './transport.ts'
