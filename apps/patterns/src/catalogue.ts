/** All pattern programs by name. */
import { exclusivePair } from './pattern/exclusive-pair.ts'
import { grasslands } from './pattern/grasslands.ts'
import { ironhouseStore } from './pattern/ironhouse-store.ts'
import { ironhouse } from './pattern/ironhouse.ts'
import { pipeline } from './pattern/pipeline.ts'
import { publishSubscribe } from './pattern/publish-subscribe.ts'
import { requestReply } from './pattern/request-reply.ts'
import { stonehouse } from './pattern/stonehouse.ts'
import { strawhouse } from './pattern/strawhouse.ts'
import { woodhouse } from './pattern/woodhouse.ts'

export interface PatternProgram {
  readonly name: string
  readonly about: string
  /** Where to read it. */
  readonly file: string
  run(say: (line: string) => void): Promise<void>
}

const program = (name: string, about: string, run: PatternProgram['run']): PatternProgram => ({
  name,
  about,
  file: `apps/patterns/src/pattern/${name}.ts`,
  run,
})

export const PROGRAMS: readonly PatternProgram[] = [
  program('request-reply', 'REQ and REP: ask, and wait for the answer', requestReply),
  program('publish-subscribe', 'PUB and SUB: one sends, all who want it get it', publishSubscribe),
  program('pipeline', 'PUSH and PULL: tasks to workers, results from them', pipeline),
  program('exclusive-pair', 'PAIR: two parts of one program', exclusivePair),
  program('grasslands', 'no security at all', grasslands),
  program('strawhouse', 'addresses that may come, by zauth', strawhouse),
  program('woodhouse', 'PLAIN: a name and a password', woodhouse),
  program('stonehouse', 'CURVE: encrypted, for any client', stonehouse),
  program('ironhouse', 'CURVE: encrypted, for known clients', ironhouse),
  program('ironhouse-store', 'CURVE: known clients are files in a directory', ironhouseStore),
]
