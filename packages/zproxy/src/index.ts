/** The proxy actor. A list of names, no logic. */
export type { ProxyDrops, ProxyHooks } from './hooks.ts'
export type { EndSockets, ProxyLog } from './proxy-device.ts'
export type { ProxySocketType } from './proxy-end.ts'
export { Zproxy } from './zproxy.ts'
export type { ZproxyEndOptions, ZproxyEvents, ZproxyOptions } from './zproxy.ts'
export { zproxy } from './zproxy-actor.ts'
export type { ZproxyArgs, ZproxyCommands } from './zproxy-actor.ts'
