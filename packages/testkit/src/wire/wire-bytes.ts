/** Builds ZMTP bytes as the RFCs define them. It does not use the codec, so tests of the codec compare it with something else. */

/**
 * Converts a text to bytes. Text in single quotes is Latin-1, other text is hex digits. Spaces outside the quotes are ignored.
 *
 * @example
 * wire("04 05 'READY'")
 */
export function wire(text: string): Uint8Array {
  const bytes: number[] = []
  text.split("'").forEach((piece, i) => {
    if (i % 2 === 1) return bytes.push(...latin1(piece))
    const digits = piece.replace(/\s/g, '')
    for (let j = 0; j < digits.length; j += 2) bytes.push(parseInt(digits.slice(j, j + 2), 16))
  })
  return Uint8Array.from(bytes)
}

export function latin1(text: string): Uint8Array {
  return Uint8Array.from(text, (character) => character.charCodeAt(0))
}

export function join(...pieces: readonly Uint8Array[]): Uint8Array {
  return Uint8Array.from(Buffer.concat(pieces))
}

export function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('hex')
}

/** Fields of a ZMTP 3.x greeting that a test can set. Each has a default. */
export interface GreetingFields {
  readonly padding?: Uint8Array
  readonly major?: number
  readonly minor?: number
  readonly mechanism?: string
  readonly asServer?: number
  readonly filler?: number
}

/** The 64 bytes of a ZMTP 3.x greeting (RFC 37). */
export function greeting(fields: GreetingFields = {}): Uint8Array {
  const { padding = new Uint8Array(8), major = 3, minor = 1, mechanism = 'NULL', asServer = 0, filler = 0 } = fields
  const bytes = new Uint8Array(64).fill(filler, 33)
  bytes[0] = 0xff
  bytes.set(padding.subarray(0, 8), 1)
  bytes[9] = 0x7f
  bytes[10] = major
  bytes[11] = minor
  bytes.set(latin1(mechanism).subarray(0, 20), 12)
  bytes[32] = asServer
  return bytes
}

/** A ZMTP 2.0 or 3.x frame; LONG is set when the size needs it or the flags ask for it. */
export function frame(flags: number, body: Uint8Array): Uint8Array {
  const long = body.length > 255 || (flags & 2) !== 0
  const header = new Uint8Array(long ? 9 : 2)
  header[0] = long ? flags | 2 : flags
  if (long) new DataView(header.buffer).setBigUint64(1, BigInt(body.length))
  else header[1] = body.length
  return join(header, body)
}

/** All frames of one message. */
export function message(...bodies: readonly Uint8Array[]): Uint8Array {
  return join(...bodies.map((body, i) => frame(i < bodies.length - 1 ? 1 : 0, body)))
}

/** A ZMTP 1.0 frame (RFC 13). */
export function legacyFrame(flags: number, body: Uint8Array): Uint8Array {
  const size = body.length + 1
  if (size < 255) return join(Uint8Array.of(size, flags), body)
  const header = new Uint8Array(10)
  header[0] = 0xff
  new DataView(header.buffer).setBigUint64(1, BigInt(size))
  header[9] = flags
  return join(header, body)
}

/** A command frame. */
export function command(name: string, data: Uint8Array = new Uint8Array(0)): Uint8Array {
  return frame(4, join(Uint8Array.of(name.length), latin1(name), data))
}

/** One metadata property. */
export function property(name: string, value: Uint8Array | string): Uint8Array {
  const bytes = typeof value === 'string' ? latin1(value) : value
  const size = new Uint8Array(4)
  new DataView(size.buffer).setUint32(0, bytes.length)
  return join(Uint8Array.of(name.length), latin1(name), size, bytes)
}

/** A READY command of these properties, in order. */
export function ready(...properties: readonly (readonly [string, Uint8Array | string])[]): Uint8Array {
  return command('READY', join(...properties.map(([name, value]) => property(name, value))))
}
