/** Bytes as a key of a Map: equal bytes give equal text, different bytes different text. */
export { latin1Text as byteKey } from '@tszmq/zmtp-codec/internal'
