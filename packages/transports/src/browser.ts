/** What sockets use of this package in a browser: endpoints and errors, and no module of Node. A list of names, no logic. */
export type { Conn, ConnHandler } from './conn.ts'
export { checkEndpointText, formatEndpoint, parseEndpoint, unknownScheme, type Endpoint } from './endpoint.ts'
export { errnoOf } from './errno.ts'
export { checkSocksProxy, type SocksProxy } from './socks/socks-proxy.ts'
export { TransportError } from './transport-error.ts'
export type { ConnectOptions, Listener, ListenOptions, Timers, Transport, TransportOptions } from './transport.ts'
