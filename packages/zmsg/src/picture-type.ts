/**
 * The types of pictures: the type of each letter, of the arguments and of the decoded tuple. The type of an invalid picture is a sentence
 * that says what is wrong, so the compiler shows it.
 */

/** The letters of a picture of frames (zsock_send), one frame each, and the type that decoding gives. `F` is the type of a frame. */
export interface PictureLetters<F extends Uint8Array = Uint8Array> {
  /** A signed number, -2^31 to 2^31 - 1, as decimal text. */
  i: number
  /** A number from 0 to 255, as decimal text. */
  '1': number
  /** A number from 0 to 65,535, as decimal text. */
  '2': number
  /** A number from 0 to 2^32 - 1, as decimal text. */
  '4': number
  /** A number from 0 to 2^64 - 1, as decimal text. */
  '8': bigint
  /** A number from 0 to 2^32 - 1, as decimal text. CZMQ has deprecated it in favour of `4`. */
  u: number
  /** Text in UTF-8. */
  s: string
  /** Bytes. */
  b: F
  /** Bytes, as `b` (zchunk). */
  c: F
  /** Bytes, as `b` (zframe). */
  f: F
  /** A dictionary, in the format of `packDictionary`. */
  h: Map<string, string>
  /** A UUID, `xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx`, as 16 bytes. */
  U: string
  /** All remaining frames. Only as the last letter. */
  m: F[]
  /** An empty frame, without a value. */
  z: undefined
}

/** The letters of a binary picture (zsock_bsend, zproto): one data frame, then the frames of `f` and `m`. Numbers are big-endian. */
export interface BinaryLetters<F extends Uint8Array = Uint8Array> {
  /** An unsigned number of one byte. */
  '1': number
  /** An unsigned number of two bytes. */
  '2': number
  /** An unsigned number of four bytes. */
  '4': number
  /** An unsigned number of eight bytes. */
  '8': bigint
  /** Text of at most 255 bytes of UTF-8. */
  s: string
  /** Text of less than 4 GiB of UTF-8. */
  S: string
  /** Less than 4 GiB of bytes. */
  c: F
  /** A UUID, 16 bytes. A picture of frames has the letter `U` for it. */
  u: string
  /** A frame after the data frame. */
  f: F
  /** All remaining frames. Only as the last letter. */
  m: F[]
}

/** The type of an argument, by the type of its letter. */
type Given<T> = T extends Map<string, string> ? Dictionary : T extends Uint8Array[] ? readonly Uint8Array[] : T

/** A dictionary to encode. Each name has at most 255 bytes of UTF-8. */
export type Dictionary = ReadonlyMap<string, string> | Readonly<Record<string, string>>

/** The reason why `P` is not a valid picture of `Letters`; `never` if it is valid. */
type Fault<P extends string, Letters> = P extends `${infer Letter}${infer Rest}`
  ? Letter extends keyof Letters
    ? Letter extends 'm'
      ? Rest extends ''
        ? never
        : "'m' means all remaining frames: it can only be the last letter"
      : Rest extends ''
        ? never
        : Fault<Rest, Letters>
    : Letter extends 'p'
      ? "'p' is a pointer, which is valid in one process only: send the data"
      : `'${Letter}' is not a letter of this kind of picture`
  : 'a picture has at least one letter'

/** `P` if it is valid or not known at compile time, otherwise the reason why it is invalid. */
type Checked<P extends string, Letters> = string extends P ? P : [Fault<P, Letters>] extends [never] ? P : Fault<P, Letters>

type Values<P extends string, Letters, Done extends unknown[] = []> = P extends `${infer Letter}${infer Rest}`
  ? Letter extends keyof Letters
    ? Letters[Letter] extends undefined
      ? Values<Rest, Letters, Done>
      : Values<Rest, Letters, [...Done, Letters[Letter]]>
    : never
  : Done

type Arguments<T extends unknown[]> = { [K in keyof T]: Given<T[K]> }

type Value<Letters> = Exclude<Letters[keyof Letters], undefined>

/** `P` if it is a valid picture of frames, otherwise the reason as a string type. */
export type Picture<P extends string> = Checked<P, PictureLetters>

/** The tuple that a picture of frames decodes to. An array of any values if the picture is not known at compile time. */
export type PictureValues<P extends string, F extends Uint8Array = Uint8Array> = string extends P
  ? Value<PictureLetters<F>>[]
  : Values<P, PictureLetters<F>>

/** The arguments that a picture of frames encodes. */
export type PictureArguments<P extends string> = string extends P
  ? Given<Value<PictureLetters>>[]
  : Extract<Arguments<Values<P, PictureLetters>>, unknown[]>

/** `P` if it is a valid binary picture, otherwise the reason as a string type. */
export type BinaryPicture<P extends string> = Checked<P, BinaryLetters>

/** The tuple that a binary picture decodes to. */
export type BinaryValues<P extends string, F extends Uint8Array = Uint8Array> = string extends P
  ? Value<BinaryLetters<F>>[]
  : Values<P, BinaryLetters<F>>

/** The arguments that a binary picture encodes. */
export type BinaryArguments<P extends string> = string extends P
  ? Given<Value<BinaryLetters>>[]
  : Extract<Arguments<Values<P, BinaryLetters>>, unknown[]>
