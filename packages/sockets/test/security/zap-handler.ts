/** A ZAP handler (RFC 27) for tests: records its requests, and sends the replies that a test gives it. */
import { Reply, Router } from '../../src/index.ts'
import type { Stage } from '../stage.ts'

export interface ZapRequest {
  readonly version: string
  readonly id: string
  readonly domain: string
  readonly address: string
  readonly identity: string
  readonly mechanism: string
  readonly credentials: readonly Buffer[]
}

/** The frames of a reply after the delimiter; undefined is none at all. */
export type ZapAnswer = readonly (string | Uint8Array)[] | undefined

export function verdict(request: ZapRequest, status: string, userId = '', metadata: Uint8Array = Buffer.alloc(0)): ZapAnswer {
  return ['1.0', request.id, status, 'as the test says', userId, metadata]
}

function parse(frames: readonly Buffer[]): ZapRequest {
  const [version, id, domain, address, identity, mechanism] = frames.slice(0, 6).map(String) as [
    string,
    string,
    string,
    string,
    string,
    string,
  ]
  return { version, id, domain, address, identity, mechanism, credentials: frames.slice(6) }
}

export interface ZapHandler {
  readonly requests: ZapRequest[]
  /** Closes the handler, even if requests wait. */
  close(): Promise<void>
}

/** Binds a REP, or a ROUTER, and gives each answer so many `times`, until its stage goes. */
export async function serveZap(
  stage: Stage,
  answer: (request: ZapRequest) => ZapAnswer,
  { type = 'REP', times = 1 }: { type?: 'REP' | 'ROUTER'; times?: number } = {},
): Promise<ZapHandler> {
  const requests: ZapRequest[] = []
  const handler = type === 'REP' ? stage.make(Reply) : stage.make(Router)
  await handler.bind('inproc://zeromq.zap.01')
  void (async () => {
    for await (const frames of handler) {
      const envelope = type === 'ROUTER' ? frames.splice(0, 2) : []
      const request = parse(frames)
      requests.push(request)
      const reply = answer(request)
      for (let i = 0; reply !== undefined && i < times; i++) await handler.send([...envelope, ...reply])
    }
  })().catch(() => undefined)
  return { requests, close: () => handler[Symbol.asyncDispose]() }
}
