/**
 * CZMQ's beacons and ours hear each other, in each of the ways that both have. CZMQ takes no loopback, so that this needs an interface
 * that broadcasts; what is sent there comes back to this machine.
 */
import { spawn, spawnSync } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { Zbeacon } from '../../src/index.ts'
import type { NetworkChoice } from '../../src/network.ts'
import { chooseNetwork } from '../../src/network.ts'
import { freePort } from '../loopback.ts'

const home = mkdtempSync(join(tmpdir(), 'zbeacon-interop-'))
const program = join(home, 'czmq-beacon')

const required = process.env['TSZMQ_REQUIRE_PEERS'] === '1'

/** Why there is no beacon of CZMQ here; undefined if there is one. Throws where TSZMQ_REQUIRE_PEERS=1 says that it must be there. */
function missing(): string | undefined {
  const { status, stderr } = spawnSync('cc', ['-o', program, join(__dirname, 'czmq-beacon.c'), '-lczmq', '-lzmq'], { encoding: 'utf8' })
  const why = status === 0 ? undefined : `there is no libczmq with a compiler here: ${stderr}`
  if (why !== undefined && required) throw new Error(why)
  return why
}

/** The ways, as options of ours and as variables of CZMQ. Its own IPv4 multicast ends its process on any named interface. */
const WAYS: { way: string; choice: NetworkChoice; env: NodeJS.ProcessEnv }[] = [
  { way: 'IPv4 broadcast on one interface', choice: {}, env: { ZSYS_INTERFACE: '' } },
  { way: 'IPv4 broadcast wherever the system sends it', choice: { interface: '*' }, env: { ZSYS_INTERFACE: '*' } },
  { way: 'IPv4 multicast', choice: { interface: '*', group: '239.255.56.70' }, env: { ZSYS_INTERFACE: '*', ZSYS_IPV4_MCAST_ADDRESS: '239.255.56.70' } },
  { way: 'IPv6 multicast on one interface', choice: { ipv6: true }, env: { ZSYS_INTERFACE: '', ZSYS_IPV6: '1' } },
  { way: 'IPv6 multicast to a group', choice: { group: 'ff02::5670' }, env: { ZSYS_INTERFACE: '', ZSYS_IPV6: '1', ZSYS_IPV6_MCAST_ADDRESS: 'ff02::5670' } },
]

/** Whether this machine has an interface for it, besides loopback. */
function possible({ choice }: (typeof WAYS)[number]): boolean {
  try {
    chooseNetwork({ ...choice, interface: '' }, {})
    return true
  } catch {
    return false
  }
}

class Czmq {
  readonly #child: ChildProcess
  readonly #lines: AsyncIterator<string>

  constructor(port: number, data: string, filter: string, env: NodeJS.ProcessEnv) {
    this.#child = spawn(program, [String(port), data, filter], { env: { ...process.env, ...env }, stdio: ['pipe', 'pipe', 'inherit'] })
    this.#lines = createInterface({ input: this.#child.stdout! })[Symbol.asyncIterator]()
  }

  async line(): Promise<string> {
    const { value } = await this.#lines.next()
    if (value === undefined) throw new Error('CZMQ has ended')
    return value as string
  }

  [Symbol.asyncDispose](): Promise<void> {
    return new Promise((resolve) => {
      this.#child.once('exit', () => resolve())
      this.#child.stdin!.end()
    })
  }
}

afterAll(() => rmSync(home, { recursive: true }))

const withCzmq = missing() === undefined ? describe : describe.skip

withCzmq('with CZMQ', () => {
  // Two beacons of ours would hear each other too: names tell who is who.
  for (const each of WAYS) {
    const { way, choice, env } = each
    // Without such an interface CZMQ itself has no beacon: it cannot be shown then, not even where peers are required.
    const test = possible(each) ? it : it.skip
    test(`beacons are heard both ways, by ${way}`, async () => {
      const port = await freePort()
      await using ours = await Zbeacon.start(choice)
      const hostname = await ours.configure(port)
      await ours.subscribe('czmq/')
      await ours.publish('ours/1', 50)
      await using czmq = new Czmq(port, 'czmq/1', 'ours/', env)
      const theirs = await czmq.line()
      expect(theirs).not.toBe('')
      const { address, data } = await ours.receive()
      expect(String(data)).toBe('czmq/1')
      const [from, said] = (await czmq.line()).split(' ')
      expect(said).toBe('ours/1')
      expect(from).toBe(address)
      if (hostname !== '*') expect([hostname, theirs]).toEqual([address, address])
      await ours.publish('ours/2', 50)
      while ((await czmq.line()) !== `${address} ours/2`);
    })
  }
})
