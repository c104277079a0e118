/** CZMQ's zmonitor and ours, told the same, about sockets that do the same: the same names, values and addresses, in the same order. */
import { join } from 'node:path'
import type { Socket } from '@tszmq/sockets'
import { CzmqProgram } from '@tszmq/peers'
import { Zactor } from '@tszmq/zactor'
import { zmonitor } from '../../src/index.ts'
import type { ZmonitorArgs, ZmonitorCommands } from '../../src/index.ts'
import { Staging } from '../staging.ts'

const program = new CzmqProgram(join(__dirname, 'czmq-zmonitor.c'))

const log = {}

afterAll(() => program.remove())

/** Where libzmq has a file descriptor, there is one in CZMQ's and -1 in ours. */
const DESCRIPTORS = /^(\w+: (?:LISTENING|ACCEPTED|CONNECTED|CLOSED|DISCONNECTED)) (-?\d+) /

function withoutDescriptors(lines: readonly string[], allowed: RegExp): string[] {
  return lines.map((line) =>
    line
      .replace(DESCRIPTORS, (_, name: string, value: string) => `${name} ${allowed.test(value) ? 'descriptor' : value} `)
      // An interval of 10 ms with its jitter, of which there may be as much again.
      .replace(/^(\w+: CONNECT_RETRIED) (?:1\d|20) /, '$1 10 to 20 '),
  )
}

/** What the program in C does. */
async function ours(): Promise<string[]> {
  await using stage = new Staging()
  const lines: string[] = []
  let at = ''
  const monitor = async (socket: Socket) => {
    const actor = await Zactor.start<ZmonitorCommands, ZmonitorArgs>(zmonitor, { socket, log }, { context: stage.context })
    await actor.send('VERBOSE')
    await actor.send(['LISTEN', 'LISTENING', 'ACCEPTED'])
    await actor.send(['LISTEN', 'ALL'])
    await actor.send('START')
    expect(await actor.wait()).toBe(0)
    return actor
  }
  const say = async (who: string, actor: Zactor<ZmonitorCommands>, count: number) => {
    for (let i = 0; i < count; i++) {
      const [name, value, address, ...more] = (await actor.receive()).map(String)
      expect(more).toEqual([])
      lines.push(`${who}: ${name} ${value} ${address === at ? 'tcp://127.0.0.1:PORT' : address}`)
    }
  }
  const [server, client, failing] = [stage.dealer(), stage.dealer(), stage.dealer()]
  await using servermon = await monitor(server)
  await using clientmon = await monitor(client)
  await using failmon = await monitor(failing)
  at = await server.bind('tcp://127.0.0.1:*')
  client.connect(at)
  await say('server', servermon, 3)
  await say('client', clientmon, 3)
  await clientmon.destroy()
  client.close()
  await say('server', servermon, 1)
  await server.unbind(at)
  await say('server', servermon, 1)
  failing.reconnectInterval = 10
  failing.connect(at)
  await say('failing', failmon, 3)
  return lines
}

const withCzmq = program.missing === undefined ? describe : describe.skip

withCzmq('a monitor of CZMQ and ours', () => {
  it('say the same of the same', async () => {
    const theirs = withoutDescriptors(program.run().split('\n'), /^\d+$/)
    expect(withoutDescriptors(await ours(), /^-1$/)).toEqual(theirs)
    expect(theirs.length).toBe(11)
    expect(theirs.filter((line) => line.includes(' descriptor ')).length).toBe(6)
  })
})
