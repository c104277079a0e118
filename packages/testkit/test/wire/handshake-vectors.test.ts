/** The published vectors: that they are current, and that an engine made from one vector alone does what it says. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { plainClient, plainServer } from '@tszmq/zmtp-codec'
import type { SocketTypeName } from '@tszmq/zmtp-codec'
import { EngineTrace, everySplit, handshakeVectors, hex, wire } from '@tszmq/testkit'
import type { HandshakeVector } from '@tszmq/testkit'

const file = join(__dirname, '..', '..', 'vectors', 'handshakes.json')
const vectors = JSON.parse(readFileSync(file, 'utf8')) as HandshakeVector[]

it('are those of the sources: node scripts/vectors.mjs writes them', () => {
  expect(vectors).toEqual(handshakeVectors())
})

it('have each version of ZMTP, both mechanisms and both roles', () => {
  expect(vectors.length).toBeGreaterThan(35)
  expect(new Set(vectors.map(({ mechanism, asServer }) => `${mechanism} ${asServer}`))).toEqual(
    new Set(['NULL false', 'PLAIN true', 'PLAIN false']),
  )
  for (const version of ['3.1', '3.0', '2.0', '1.0']) expect(vectors.some(({ name }) => name.includes(version))).toBe(true)
})

const mechanisms = { server: plainServer(), client: plainClient({ username: 'user', password: 'pass' }) }

it.each(vectors.map((vector) => [vector.name, vector] as const))('%s: peer and messages, however the bytes are split', (_name, vector) => {
  const { socketType, mechanism, asServer, receives, peer, delivers } = vector
  const options = {
    socketType: socketType as SocketTypeName,
    ...(mechanism === 'PLAIN' && { mechanisms: [asServer ? mechanisms.server : mechanisms.client] }),
  }
  let splits = 0
  for (const chunks of everySplit(wire(receives))) {
    const trace = new EngineTrace(options, { status: 200 }).receive(...chunks)
    const routingId = hex(trace.peer?.routingId ?? new Uint8Array(0))
    const messages = trace.messages.map((message) => message.map((frame) => hex(frame)))
    expect({ peer: { socketType: trace.peer?.socketType, routingId }, messages }).toEqual({ peer, messages: delivers })
    splits++
  }
  expect(splits).toBeGreaterThan(30)
})
