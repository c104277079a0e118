/** Tests of commands: names, ERROR reasons and PINGs, valid and invalid. */
import { hex, join, latin1, wire } from '@tszmq/testkit'
import { MAX_TTL, decodeCommand, decodeError, decodePing, encodeCommand, encodeError, encodePing } from '../src/command.ts'

describe('encodeCommand', () => {
  it('writes the length of the name, the name and all pieces of data (wire 12)', () => {
    expect(hex(encodeCommand('JOIN', latin1('a'), wire(''), latin1('bc')))).toBe(hex(wire("04 'JOIN' 'abc'")))
  })
})

describe('decodeCommand', () => {
  it('reads the name and the data', () => {
    const { name, data } = decodeCommand(wire("05 'READY' 00 01"))
    expect([name, hex(data)]).toEqual(['READY', '0001'])
  })

  it('reads a name of 255 letters', () => {
    expect(decodeCommand(join(wire('ff'), latin1('a'.repeat(255)))).name).toBe('a'.repeat(255))
  })

  it.each([
    ['no bytes', ''],
    ['an empty name', '00'],
    ['an empty name with data', "00 'READY'"],
    ['a name longer than the body', "06 'READY'"],
    ['a name of 255 in a body of 2', 'ff 41'],
    ['a digit in the name', "05 'READ1'"],
    ['a space in the name', "05 'REA D'"],
    ['a zero byte in the name', "05 'READ' 00"],
    ['a byte just below the letters', "01 '@'"],
    ['a byte just above the capitals', "01 '['"],
    ['a byte just below the small letters', "01 '`'"],
    ['a byte just above the small letters', "01 '{'"],
    ['a letter that is not ASCII', '01 e9'],
  ])('refuses %s', (_name, bytes) => {
    expect(() => decodeCommand(wire(bytes))).toThrow(expect.objectContaining({ code: 'ERR_ZMTP_MALFORMED_COMMAND_UNSPECIFIED' }))
  })
})

describe('encodeError', () => {
  it('writes a reason with its length', () => expect(hex(encodeError('400'))).toBe(hex(wire("05 'ERROR' 03 '400'"))))

  it('truncates a reason at 255 bytes and keeps it printable', () => {
    const body = encodeError(`\n${'é'.repeat(300)}`)
    expect(hex(body)).toBe(hex(join(wire("05 'ERROR' ff"), latin1('?'.repeat(255)))))
  })
})

describe('decodeError', () => {
  it.each([
    ['an empty reason', '00', ''],
    ['a reason', "03 '400'", '400'],
    ['control characters, escaped', "04 0a 1b 'a' ff", '\\x0a\\x1ba\\xff'],
  ])('reads %s', (_name, bytes, reason) => expect(decodeError(wire(bytes))).toBe(reason))

  it.each([
    ['no length', ''],
    ['a reason longer than the body', "ff 'x'"],
    ['a reason shorter than the body', "01 'xy'"],
  ])('refuses %s', (_name, bytes) => {
    expect(() => decodeError(wire(bytes))).toThrow(expect.objectContaining({ code: 'ERR_ZMTP_MALFORMED_COMMAND_ERROR' }))
  })
})

describe('PING', () => {
  it.each([
    [0, '0000'],
    [99, '0000'],
    [100, '0001'],
    [66_000, '0294'],
    [MAX_TTL, 'ffff'],
    [MAX_TTL + 100, 'ffff'],
  ])('encodes %i ms as tenths of a second, 65535 at most', (ttlMs, tenths) =>
    expect(hex(encodePing(ttlMs, wire('ab')))).toBe(`${hex(wire("04 'PING'"))}${tenths}ab`),
  )

  it('is read with a context of 0 to 16 bytes', () => {
    expect(decodePing(wire('01 00'))).toEqual({ ttlMs: 25_600, context: wire('') })
    expect(decodePing(join(wire('ff ff'), new Uint8Array(16)))).toEqual({ ttlMs: MAX_TTL, context: new Uint8Array(16) })
  })

  it.each([
    ['without a TTL', 0],
    ['with half a TTL', 1],
    ['with a context of 17 bytes', 19],
  ])('is refused %s', (_name, size) => {
    expect(() => decodePing(new Uint8Array(size))).toThrow(expect.objectContaining({ code: 'ERR_ZMTP_MALFORMED_COMMAND_UNSPECIFIED' }))
  })
})
