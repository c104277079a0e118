/** Options whose default in the addon differs from that of `@tszmq/sockets`. docs/migrate/from-zeromq.md gives the reason for each. */

const NO_LIMIT = 0x7fffffff

/** Default by option name. */
export const ADDON_DEFAULTS: Readonly<Record<string, number | string>> = {
  maxMessageSize: -1,
  maxMessageParts: NO_LIMIT,
  maxTopicLength: NO_LIMIT,
  maxSubscriptionsPerPeer: NO_LIMIT,
  receiveMemory: 'owned',
}
