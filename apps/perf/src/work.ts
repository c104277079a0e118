/** Gives a task to the function that does it. */
import type { Control } from './control.ts'
import { actors } from './roles/actors.ts'
import { churn, churnHost } from './roles/churn.ts'
import { openIdleConnections } from './roles/idle-connections.ts'
import { device } from './roles/device.ts'
import { handshakes } from './roles/handshakes.ts'
import { handshakesInMemory } from './roles/handshakes-in-memory.ts'
import { host } from './roles/host.ts'
import { inprocLatency } from './roles/inproc-latency.ts'
import { inprocThroughput } from './roles/inproc-throughput.ts'
import { proxyThroughput } from './roles/proxy-throughput.ts'
import { publisher } from './roles/publisher.ts'
import { pull } from './roles/pull.ts'
import { push } from './roles/push.ts'
import { reply } from './roles/reply.ts'
import { request } from './roles/request.ts'
import { soakPublisher, soakSubscribers } from './roles/soak.ts'
import { subscribers } from './roles/subscribers.ts'
import { threadsLatency, threadsThroughput } from './roles/threads.ts'
import { timers } from './roles/timers.ts'
import type { Task } from './task.ts'

export function work(task: Task, control: Control): Promise<void> {
  switch (task.role) {
    case 'pull':
      return pull(task, control)
    case 'push':
      return push(task, control)
    case 'reply':
      return reply(task, control)
    case 'request':
      return request(task, control)
    case 'publisher':
      return publisher(task, control)
    case 'subscribers':
      return subscribers(task, control)
    case 'device':
      return device(task, control)
    case 'inproc-throughput':
      return inprocThroughput(task, control)
    case 'inproc-latency':
      return inprocLatency(task, control)
    case 'threads-throughput':
      return threadsThroughput(task, control)
    case 'threads-latency':
      return threadsLatency(task, control)
    case 'proxy-throughput':
      return proxyThroughput(task, control)
    case 'host':
      return host(task, control)
    case 'idle-connections':
      return openIdleConnections(task, control)
    case 'churn-host':
      return churnHost(task, control)
    case 'churn':
      return churn(task, control)
    case 'soak-publisher':
      return soakPublisher(task, control)
    case 'soak-subscribers':
      return soakSubscribers(task, control)
    case 'handshakes':
      return handshakes(task, control)
    case 'handshakes-in-memory':
      return handshakesInMemory(task, control)
    case 'actors':
      return actors(task, control)
    case 'timers':
      return timers(task, control)
  }
}
