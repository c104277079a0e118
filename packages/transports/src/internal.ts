/** What the transports offer to their siblings, without a promise to keep it. A list of names, no logic. */
export * from './index.ts'
export { AcceptFilter } from './accept-filter.ts'
export { unknownScheme } from './endpoint.ts'
export { ipBytes, ipText, isMapped } from './ip-address.ts'
export { IpResolver, type IpAddress, type ResolveOptions } from './ip-resolver.ts'
export { checkSocksProxy } from './socks-proxy.ts'
export { ThreadHub } from './thread-hub.ts'
export { resolveUdpAddress, type UdpAddress } from './udp-address.ts'
