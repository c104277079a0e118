/** The public exports of the transports. */
export type { Conn, ConnHandler } from './conn.ts'
export { formatEndpoint, parseEndpoint, type Endpoint } from './endpoint.ts'
export { IpcTransport, type IpcTransportOptions } from './ipc/ipc-transport.ts'
export type { Names } from './ip/names.ts'
export type { SocksProxy } from './socks/socks-proxy.ts'
export { TcpTransport, type TcpTransportOptions } from './tcp/tcp-transport.ts'
export { TransportError } from './transport-error.ts'
export type { ConnectOptions, Listener, ListenOptions, Timers, Transport, TransportOptions } from './transport.ts'
