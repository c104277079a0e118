/** The exports for the other packages of this library. Unstable. */
export * from './index.ts'
export { checkEndpointText, unknownScheme } from './endpoint.ts'
export { errnoOf } from './errno.ts'
export { ipBytes, ipText, isMapped } from './ip/ip-address.ts'
export { checkSocksProxy } from './socks/socks-proxy.ts'
export { ThreadDirectory } from './threads/thread-directory.ts'
