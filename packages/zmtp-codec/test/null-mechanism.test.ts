/** Tests of the NULL mechanism: the order of READY commands, with and without asking the application. */
import { hex, property, wire } from '@tszmq/testkit'
import { DEFAULT_LIMITS } from '../src/limits.ts'
import type { Mechanism } from '../src/mechanism.ts'
import { NULL, NULL_ANSWERING } from '../src/null-mechanism.ts'

const metadata = property('Socket-Type', 'REQ')
const create = (authenticate: boolean): Mechanism => NULL.create({ metadata, authenticate, limits: DEFAULT_LIMITS })
const READY = { name: 'READY', data: property('Socket-Type', 'REP') }

describe('NULL', () => {
  it('sends READY once, and is ready when it has received one', () => {
    const mechanism = create(false)
    expect([mechanism.status, mechanism.request]).toEqual(['handshake', undefined])
    expect(hex(mechanism.next()!)).toBe(hex(wire("05 'READY'")) + hex(metadata))
    expect([mechanism.next(), mechanism.status]).toEqual([undefined, 'handshake'])
    mechanism.receive(READY)
    expect([mechanism.next(), mechanism.status]).toEqual([undefined, 'ready'])
    expect([...mechanism.peer!.keys()]).toEqual(['socket-type'])
  })

  it('is not ready before it has sent its own READY', () => {
    const mechanism = create(false)
    mechanism.receive(READY)
    expect(mechanism.status).toBe('handshake')
    mechanism.next()
    expect(mechanism.status).toBe('ready')
  })

  it('sends nothing until the application has accepted the peer', () => {
    const mechanism = create(true)
    expect([mechanism.status, mechanism.next()]).toEqual(['authenticate', undefined])
    expect(mechanism.request).toEqual({ mechanism: 'NULL', credentials: [] })
    mechanism.receive(READY)
    expect([mechanism.status, mechanism.next()]).toEqual(['authenticate', undefined])
    mechanism.authorize({ status: 200 })
    expect(mechanism.request).toBeUndefined()
    expect(hex(mechanism.next()!)).toContain(hex(wire("05 'READY'")))
    expect(mechanism.status).toBe('ready')
  })

  it.each(['READY', 'HELLO', 'PING', 'ready'])('refuses %s after READY', (name) => {
    const mechanism = create(false)
    mechanism.receive(READY)
    expect(() => mechanism.receive({ ...READY, name })).toThrow(expect.objectContaining({ code: 'ERR_ZMTP_UNEXPECTED_COMMAND' }))
  })
})

describe('NULL_ANSWERING', () => {
  it('sends READY after it has received one, and is ready then (RFC 37)', () => {
    const mechanism = NULL_ANSWERING.create({ metadata, authenticate: false, limits: DEFAULT_LIMITS })
    expect([mechanism.next(), mechanism.status]).toEqual([undefined, 'handshake'])
    mechanism.receive(READY)
    expect(mechanism.status).toBe('handshake')
    expect(hex(mechanism.next()!)).toBe(hex(wire("05 'READY'")) + hex(metadata))
    expect([mechanism.next(), mechanism.status]).toEqual([undefined, 'ready'])
  })
})
