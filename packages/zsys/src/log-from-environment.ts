/** Makes a log from CZMQ's variables ZSYS_LOGSTREAM, ZSYS_LOGSENDER and ZSYS_LOGIDENT. */
import type { Context } from '@tszmq/sockets'
import { context as defaultContext } from '@tszmq/sockets'
import { checkObject } from '@tszmq/sockets/internal'
import { ConsoleSink } from './console-sink.ts'
import { PublisherSink } from './publisher-sink.ts'
import { choiceOf } from './variable.ts'
import { Zlog } from './zlog.ts'

const STREAMS = { stdout: 'stdout', stderr: 'stderr' } as const

/**
 * Makes a log that writes to the stream of ZSYS_LOGSTREAM, `stdout` or `stderr`, default `stdout`. It also publishes at the endpoints of
 * ZSYS_LOGSENDER, and has the ident of ZSYS_LOGIDENT. Rejects with EINVAL for another stream, and as `PublisherSink.open()`.
 */
export async function logFromEnvironment(env: NodeJS.ProcessEnv = process.env, options: { context?: Context } = {}): Promise<Zlog> {
  checkObject('env', env)
  checkObject('options', options)
  const { context = defaultContext } = options
  const { ZSYS_LOGSENDER: sender = '', ZSYS_LOGIDENT: ident = '' } = env
  const stream = new ConsoleSink(choiceOf(env, 'ZSYS_LOGSTREAM', STREAMS))
  const sinks = sender === '' ? [stream] : [stream, await PublisherSink.open(sender, { context })]
  return new Zlog({ ident, sinks, context })
}
