/** The public exports: pictures, RFC 50, dictionaries, envelopes and signals. */
export { decodeBinary, encodeBinary } from './binary-picture.ts'
export { packDictionary, unpackDictionary } from './dictionary.ts'
export { popFrame, popString, pushFrame, unwrapMessage, wrapMessage } from './envelope.ts'
export { decodeMessage, encodeMessage } from './message-encoding.ts'
export { MessageError } from './message-error.ts'
export type { MessageErrorCode } from './message-error.ts'
export { decodePicture, encodePicture } from './picture.ts'
export type {
  BinaryArguments,
  BinaryLetters,
  BinaryPicture,
  BinaryValues,
  Dictionary,
  Picture,
  PictureArguments,
  PictureLetters,
  PictureValues,
} from './picture-type.ts'
export { decodeSignal, encodeSignal } from './signal.ts'
