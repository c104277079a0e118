/** PUSH → PULL and REQ ↔ REP over inproc between two threads: this one measures, the other sends or echoes. */
import { once } from 'node:events'
import { pathToFileURL } from 'node:url'
import { Worker } from 'node:worker_threads'
import type { Control } from '../control.ts'
import type { Task, ThreadsLatencyTask, ThreadsThroughputTask } from '../task.ts'
import { pull } from './pull.ts'
import { request } from './request.ts'

const ENDPOINT = 'inproc://threads'

export async function threadsThroughput(task: ThreadsThroughputTask, control: Control): Promise<void> {
  const ended = startThread({ ...task, role: 'push', endpoint: ENDPOINT })
  await Promise.all([ended, pull({ ...task, role: 'pull', endpoint: ENDPOINT, attach: 'bind' }, control)])
}

export async function threadsLatency(task: ThreadsLatencyTask, control: Control): Promise<void> {
  const ended = startThread({ ...task, role: 'reply', endpoint: ENDPOINT })
  await Promise.all([ended, request({ ...task, role: 'request', endpoint: ENDPOINT }, control)])
}

/** The other thread does `task` and ends; rejects when it cannot. Its program is beside the one that runs. */
async function startThread(task: Task): Promise<void> {
  const program = new URL('thread.js', pathToFileURL(process.argv[1] ?? ''))
  await once(new Worker(program, { workerData: task }), 'exit')
}
