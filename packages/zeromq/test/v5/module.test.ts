/** What the module of version 5 has beside sockets. */
import * as zmq from '../../src/index.ts'
import * as v5 from '../../src/v5-compat.ts'

describe('zeromq/v5-compat', () => {
  it('has the default context by static methods, and no instances', () => {
    const before = zmq.context.maxSockets
    v5.Context.setMaxSockets(256)
    v5.Context.setMaxThreads(2)
    expect([zmq.context.maxSockets, v5.Context.getMaxSockets(), v5.Context.getMaxThreads()]).toEqual([256, 256, 2])
    v5.Context.setMaxSockets(before)
    v5.Context.setMaxThreads(1)
    expect(() => new v5.Context()).toThrow('Context cannot be instantiated in compatibility mode')
  })

  it('has keys, the version and the short names', () => {
    const { public: open, secret } = v5.curveKeypair()
    expect([open.length, secret.length, v5.version, v5.options.linger]).toEqual([40, 40, zmq.version, v5.ZMQ_LINGER])
  })
})
