/** What a second thread of a worker runs: one task, whose reports nobody wants. */
import { workerData } from 'node:worker_threads'
import type { Control } from './control.ts'
import type { Task } from './task.ts'
import { work } from './work.ts'

const unheard: Control = { report: () => undefined, told: () => Promise.resolve() }

void work(workerData as Task, unheard)
