/** Where a beacon says what it does. `console` is one, a `Zlog` another. */
import type { Logger } from '@tszmq/zsys'

/** `info` only after VERBOSE. */
export type BeaconLog = Pick<Logger, 'info' | 'warn'>
