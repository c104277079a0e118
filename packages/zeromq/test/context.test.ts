/** The addon's Context. */
import { Worker } from 'node:worker_threads'
import { join } from 'node:path'
import * as zmq from '../src/index.ts'

class Numbered extends zmq.Context {
  int(option: number): number {
    return this.getInt32Option(option)
  }
}

describe('Context', () => {
  const construct = zmq.Context as unknown as new (...args: unknown[]) => zmq.Context

  it.each([
    [[1], 'Options must be an object'],
    [[{}, 2], 'Expected 1 argument but received 2'],
    [[{ ioThreads: 'x' }], 'Option value must be a number'],
    [[{ ipv6: 1 }], 'Option value must be a boolean'],
    [[{ maxSocketsLimit: 1 }], 'Cannot set property maxSocketsLimit of #<Context> which has only a getter'],
    [[{ doesNotExist: 1 }], 'Cannot add property doesNotExist, object is not extensible'],
  ])('throws TypeError for %j', (args, text) => {
    expect(() => new construct(...args)).toThrow(new TypeError(text))
  })

  it('cannot be called without new', () => {
    expect(() => (zmq.Context as unknown as () => void)()).toThrow("Class constructors cannot be invoked without 'new'")
  })

  it('has its options as properties and by number', () => {
    const context = new Numbered({ ioThreads: 5, ipv6: true, blocky: false })
    expect([context.ioThreads, context.ipv6, context.blocky, context.int(1), context.int(42)]).toEqual([5, true, false, 5, 1])
    expect(context.maxSocketsLimit).toBe(65535)
    expect(context.threadPriority).toBeUndefined()
    expect(() => context.int(99)).toThrow(expect.objectContaining({ code: 'EINVAL' }))
  })

  it('passes options of the default context to threads that are started later', async () => {
    const before = zmq.context.ioThreads
    zmq.context.ioThreads = 3
    try {
      const built = join(__dirname, '..', 'dist', 'cjs', 'index.js')
      const program = `require('node:worker_threads').parentPort.postMessage(require(${JSON.stringify(built)}).context.ioThreads)`
      const worker = new Worker(program, { eval: true })
      expect(await new Promise((resolve, reject) => worker.once('message', resolve).once('error', reject))).toBe(3)
      await worker.terminate()
    } finally {
      zmq.context.ioThreads = before
    }
  })
})
