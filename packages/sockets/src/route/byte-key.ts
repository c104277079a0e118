/** Bytes as a key of a Map: the same bytes give the same text, different ones never do. */
export { latin1Text as byteKey } from '@tszmq/zmtp-codec/internal'
