/** Locust, which tests under load: its master is a ROUTER, each of its workers a DEALER. */
import assert from 'node:assert/strict'
import { decode, encode } from '../msgpack.mjs'

export const packages = ['python3-locust']
export const version = `dpkg-query -W -f='\${Version}' python3-locust`

const LIMIT = { timeout: 30_000 }

const PROGRAM = `from locust import User, constant, task

class Tester(User):
    wait_time = constant(0.1)

    @task
    def work(self):
        self.environment.events.request.fire(request_type='GET', name='work', response_time=5, response_length=7, exception=None, context={})
`

function start(stage, args) {
  const file = stage.file('locustfile.py', PROGRAM)
  return stage.start('/usr/bin/locust', ['-f', file, '--headless', ...args], { env: { ...process.env, HOME: stage.folder } })
}

/** An entry of the statistics that a worker sends. */
const entry = (requests) => ({
  name: 'ours',
  method: 'GET',
  last_request_timestamp: Date.now() / 1000,
  start_time: Date.now() / 1000,
  num_requests: requests,
  num_none_requests: 0,
  num_failures: 0,
  total_response_time: 5 * requests,
  max_response_time: 5,
  min_response_time: 5,
  total_content_length: 7 * requests,
  response_times: new Map([[5, requests]]),
  num_reqs_per_sec: {},
  num_fail_per_sec: {},
})

export const roles = {
  'its DEALER (a worker), our ROUTER': async ({ Router }, stage) => {
    const router = stage.socket(new Router({ mandatory: true }))
    const port = new URL(await router.bind('tcp://127.0.0.1:*')).port
    const program = start(stage, ['--worker', '--master-host', '127.0.0.1', '--master-port', port])
    let worker
    const receive = async (wanted) => {
      for (;;) {
        const [id, frame] = await router.receive(LIMIT)
        const [type, data, node] = decode(frame)
        assert.equal(node, `${id}`)
        worker = node
        if (type === wanted) return data
      }
    }
    const send = (type, data) => router.send([worker, encode([type, data, worker])], LIMIT)
    await receive('client_ready')
    await send('ack', { index: 0 })
    await send('spawn', {
      timestamp: Date.now() / 1000,
      user_classes_count: { Tester: 3 },
      host: '',
      stop_timeout: null,
      parsed_options: {},
    })
    await receive('spawning')
    assert.deepEqual(await receive('spawning_complete'), { user_classes_count: { Tester: 3 }, user_count: 3 })
    for (;;) {
      const { stats, user_count: users } = await receive('stats')
      if (stats.length === 0) continue
      const [{ name, method, num_requests: requests, total_content_length: length }] = stats
      assert.deepEqual([users, name, method, length], [3, 'work', 'GET', 7 * requests])
      if (requests > 0) break
    }
    await send('stop', null)
    await receive('client_stopped')
    await send('quit', null)
    assert.equal(await program.ended, 0)
  },
  'its ROUTER (the master), our DEALER': async ({ Dealer }, stage) => {
    const port = await stage.freePort()
    const program = start(stage, [
      '--master',
      '--master-bind-host',
      '127.0.0.1',
      '--master-bind-port',
      `${port}`,
      '--expect-workers',
      '1',
      '-u',
      '3',
      '-r',
      '3',
      '-t',
      '2s',
      '--only-summary',
    ])
    const dealer = stage.socket(new Dealer({ routingId: 'ours' }))
    dealer.connect(`tcp://127.0.0.1:${port}`)
    const send = (type, data) => dealer.send(encode([type, data, 'ours']), LIMIT)
    const receive = async (wanted) => {
      const [type, data, node] = decode((await dealer.receive(LIMIT))[0])
      assert.deepEqual([type, node], [wanted, 'ours'])
      return data
    }
    // Debian's build has no version of its own, so its workers say none, and its masters refuse such workers as too old.
    await send('client_ready', '2.12.1')
    assert.deepEqual(await receive('ack'), { index: 0 })
    const { user_classes_count: users } = await receive('spawn')
    assert.deepEqual(users, { Tester: 3 })
    await send('spawning', null)
    await send('spawning_complete', { user_classes_count: users, user_count: 3 })
    await send('stats', {
      stats: [entry(42)],
      stats_total: { ...entry(42), name: 'Aggregated' },
      errors: {},
      user_classes_count: users,
      user_count: 3,
    })
    await receive('quit')
    assert.equal(await program.ended, 0)
    assert.match(program.output, /GET\s+ours\s+42\s/)
  },
}
