/** CZMQ's signals, which actors and their owners send each other. What they are is told where messages are. */
export { decodeSignal, encodeSignal } from '@tszmq/zmsg'
