/**
 * Pictures as types: what each letter stands for in TypeScript, and what a picture of them makes of arguments and of a tuple. A picture
 * that is none becomes the sentence that says why, so that the compiler shows it.
 */

/** Letters of a picture whose every letter is a frame (zsock_send): what `receivePicture` gives for each. `F`: a frame. */
export interface PictureLetters<F extends Uint8Array = Uint8Array> {
  /** -2^31 to 2^31 - 1, as decimal text. */
  i: number
  /** 0 to 255, as decimal text; the next four likewise. */
  '1': number
  /** 0 to 65,535. */
  '2': number
  /** 0 to 2^32 - 1. */
  '4': number
  /** 0 to 2^64 - 1. */
  '8': bigint
  /** 0 to 2^32 - 1. Deprecated by CZMQ in favour of `4`. */
  u: number
  /** UTF-8. */
  s: string
  /** Bytes; `c` (zchunk) and `f` (zframe) are the same. */
  b: F
  c: F
  f: F
  /** A dictionary as `packDictionary` makes it. */
  h: Map<string, string>
  /** A UUID, 16 bytes: `xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx`. */
  U: string
  /** All frames that are left, as the last letter only. */
  m: F[]
  /** An empty frame: no value at all. */
  z: undefined
}

/** Letters of a binary picture, which is one frame of data and the frames of `f` and `m` behind it (zsock_bsend, zproto). */
export interface BinaryLetters<F extends Uint8Array = Uint8Array> {
  /** One byte; the next three are two, four and eight bytes, the most significant first. */
  '1': number
  '2': number
  '4': number
  '8': bigint
  /** UTF-8 of at most 255 bytes. */
  s: string
  /** UTF-8 of less than 4 GiB. */
  S: string
  /** Bytes, less than 4 GiB. */
  c: F
  /** A UUID. It is `U` in the other kind of picture. */
  u: string
  /** A frame of its own, behind the data. */
  f: F
  /** All frames that are left, as the last letter only. */
  m: F[]
}

/** What may be given for each type of a letter. */
type Given<T> = T extends Map<string, string> ? Dictionary : T extends Uint8Array[] ? readonly Uint8Array[] : T

/** A dictionary to send: names of at most 255 bytes. */
export type Dictionary = ReadonlyMap<string, string> | Readonly<Record<string, string>>

/** Why `P` is no picture of `Letters`; never when it is one. */
type Fault<P extends string, Letters> = P extends `${infer Letter}${infer Rest}`
  ? Letter extends keyof Letters
    ? Letter extends 'm'
      ? Rest extends ''
        ? never
        : "'m' takes all frames that are left: it can only be the last letter"
      : Rest extends ''
        ? never
        : Fault<Rest, Letters>
    : Letter extends 'p'
      ? "'p' is a pointer, which means nothing to anybody else: send what it points at"
      : `'${Letter}' is no letter of this kind of picture`
  : 'a picture has at least one letter'

/** `P` itself when it is a picture, or may be one; else the sentence that says why not. */
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

/** A picture of frames: itself when it is one. */
export type Picture<P extends string> = Checked<P, PictureLetters>

/** What a picture of frames is read as; of a picture that is not known beforehand, any values. */
export type PictureValues<P extends string, F extends Uint8Array = Uint8Array> = string extends P
  ? Value<PictureLetters<F>>[]
  : Values<P, PictureLetters<F>>

/** What is given with a picture of frames. `Extract` tells older compilers that it is always an array. */
export type PictureArguments<P extends string> = string extends P
  ? Given<Value<PictureLetters>>[]
  : Extract<Arguments<Values<P, PictureLetters>>, unknown[]>

/** A binary picture: itself when it is one. */
export type BinaryPicture<P extends string> = Checked<P, BinaryLetters>

/** What a binary picture is read as. */
export type BinaryValues<P extends string, F extends Uint8Array = Uint8Array> = string extends P
  ? Value<BinaryLetters<F>>[]
  : Values<P, BinaryLetters<F>>

/** What is given with a binary picture. */
export type BinaryArguments<P extends string> = string extends P
  ? Given<Value<BinaryLetters>>[]
  : Extract<Arguments<Values<P, BinaryLetters>>, unknown[]>
