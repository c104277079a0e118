/**
 * Actors and their owners: commands are answered once and in order, nothing that was accepted is lost, a crash is always told, and
 * `$TERM` ends every actor, whatever it does at that moment.
 */
import { Context, ZmqError } from '@tszmq/sockets'
import { Zactor } from '@tszmq/zactor'
import type { ActorFunction, ActorPipe } from '@tszmq/zactor'
import type { SimNode, Simulation, Workload } from './simulation.ts'

const ROUNDS = 12
/** Every fourth command is refused. */
const REFUSED = 4

/** How an actor does not come to be, and what its owner is told. */
const STARTS = {
  refuses: 'EACCES',
  signals: 'ERR_ZACTOR_REFUSED',
  returns: 'ERR_ZACTOR_ENDED',
  throws: 'ERR_ZACTOR_CRASHED',
  'is destroyed': 'ERR_ZACTOR_ENDED',
  'is aborted': 'ABORTED',
} as const

type Start = keyof typeof STARTS

export class ActorWorkload implements Workload {
  readonly #sim: Simulation
  /** Rounds to come, by node. */
  readonly #left = new Map<string, number>()

  constructor(sim: Simulation) {
    this.#sim = sim
  }

  start(): void {
    for (let i = 0; i < 2; i++) this.#sim.boot(`n${i}`, (node) => this.#live(node))
  }

  async #live(node: SimNode): Promise<void> {
    const { random } = this.#sim.world
    const kinds = [this.#answers, this.#keeps, this.#crashes, this.#starts, this.#nests, this.#orphans] as const
    for (let left = ROUNDS; left > 0; left--) {
      this.#left.set(node.name, left)
      await random.pick(kinds).call(this, node)
      await node.runtime.sleep(random.below(100))
    }
    this.#left.set(node.name, 0)
  }

  /** Callers that do not wait for each other, some of them not long; an actor that takes its time, refuses, and has news. */
  async #answers(node: SimNode): Promise<void> {
    const { random } = this.#sim.world
    const done: number[] = []
    let told = 0
    const actor = await this.#begin(node, async (pipe) => {
      await pipe.signal()
      for await (const [, number] of pipe) {
        done.push(Number(number))
        if (random.once(3)) await node.runtime.sleep(random.below(30))
        for (; random.once(3); told++) await pipe.send(['NEWS', told])
        if (Number(number) % REFUSED === 0) await pipe.refuse(new Error(`not ${String(number)}`))
        else await pipe.signal()
      }
    })
    const news: number[] = []
    this.#sim.run(node, async () => {
      for await (const [, number] of actor) news.push(Number(number))
    })
    const asked: number[] = []
    const answered: number[] = []
    const ask = async (): Promise<void> => {
      const id = asked.push(asked.length)
      const options = random.once(5) ? { timeout: 1 + random.below(20) } : {}
      const answer = await actor.command(['DO', id], options).then(
        () => 'done',
        (error: ZmqError) => `${error.code}: ${error.message}`,
      )
      this.#sim.world.log(`${node.name} command ${id}: ${answer}`)
      if (answer.startsWith('EAGAIN') && options.timeout !== undefined) return
      answered.push(id)
      const due = id % REFUSED === 0 ? `ERR_ZACTOR_REFUSED: not ${id}` : 'done'
      if (answer !== due) this.#sim.fail(`command ${id} is to be answered "${due}", and was "${answer}"`)
    }
    const callers = Array.from({ length: 1 + random.below(3) }, async () => {
      const asks: Promise<void>[] = []
      for (let i = random.below(12); i > 0; i--) {
        asks.push(ask())
        if (random.once(2)) await node.runtime.sleep(random.below(20))
      }
      await Promise.all(asks)
    })
    await Promise.all(callers)
    // Who does not wait any more has sent its command all the same.
    await actor.command(['DO', asked.push(asked.length) * REFUSED + 1])
    await node.runtime.sleep(1)
    if (done.length !== asked.length) this.#sim.fail(`${done.length} of ${asked.length} commands came to the actor`)
    this.#inOrder(answered, 'answers')
    this.#inOrder(done, 'commands')
    if (news.length !== told) this.#sim.fail(`${news.length} of ${told} messages of the actor came to its owner`)
    this.#inOrder(news, 'messages of the actor')
    await this.#sim.end(node, actor)
  }

  /** More than the pipe holds, to an actor that reads slowly and is destroyed before it has read all: what was accepted is read. */
  async #keeps(node: SimNode): Promise<void> {
    const { random } = this.#sim.world
    const pause = random.below(20)
    const read: number[] = []
    const actor = await this.#begin(node, async (pipe) => {
      await pipe.signal()
      if (pause > 10) await node.runtime.sleep(pause)
      for await (const [number] of pipe) {
        read.push(Number(number))
        if (pause > 0 && random.once(50)) await node.runtime.sleep(random.below(pause))
      }
    })
    const count = random.pick([1, 50, 2500])
    const accepted: number[] = []
    const refused = new Set<number>()
    this.#sim.run(node, async () => {
      for (let id = 0; id < count; id++) {
        const taken = random.once(2)
          ? actor.trySend(id)
          : await actor.send(id).then(
              () => true,
              () => false,
            )
        if (taken) accepted.push(id)
        else refused.add(id)
        if (random.once(200)) await node.runtime.sleep(random.below(5))
      }
    })
    if (random.once(4))
      for (let id = count; id < count + 1500; id++)
        void actor.send(id).then(
          () => accepted.push(id),
          () => refused.add(id),
        )
    await node.runtime.sleep(random.below(60))
    await this.#sim.end(node, actor)
    await node.runtime.sleep(100)
    const lost = accepted.filter((id) => !read.includes(id))
    if (lost.length > 0)
      this.#sim.fail(
        `${lost.length} of ${accepted.length} messages that were accepted did not come to the actor: ${lost.slice(0, 5).join(', ')}`,
      )
    const invented = read.find((id) => refused.has(id))
    if (invented !== undefined) this.#sim.fail(`message ${invented} was refused and came to the actor`)
    this.#inOrder(
      read.filter((id) => id < count),
      'messages',
    )
  }

  /** It throws: before it is ready, in a command, after messages or at its end. */
  async #crashes(node: SimNode): Promise<void> {
    const { random } = this.#sim.world
    const boom = new Error('boom')
    const fuse = random.below(6)
    const early = random.once(5)
    const late = random.once(4)
    let said = 0
    const actor = new Zactor(
      async (pipe: ActorPipe) => {
        if (early) throw boom
        await pipe.signal()
        let commands = 0
        for await (const _ of pipe) {
          for (; random.once(2); said++) await pipe.send(['SAID', said])
          if (random.once(2)) await node.runtime.sleep(random.below(10))
          if (commands++ === fuse && !late) throw boom
          await pipe.signal()
        }
        throw boom
      },
      undefined,
      { context: node.context },
    )
    node.actors.push(actor)
    const told = { crash: 0, end: 0 }
    actor.on('crash', (error) => {
      told.crash++
      if (error.cause !== boom) this.#sim.fail(`a crash is told with another cause than what was thrown: ${String(error.cause)}`)
    })
    actor.on('end', () => told.end++)
    await this.#expect(actor.ready, early ? 'ERR_ZACTOR_CRASHED' : undefined, 'ready')
    const commands = Array.from({ length: 8 }, (_, i) =>
      this.#expect(
        actor.command(['DO', i]),
        !early && (late || i < fuse) ? undefined : 'ERR_ZACTOR_CRASHED',
        `command ${i} with a fuse of ${fuse}`,
      ),
    )
    await Promise.all(commands)
    if (late && !early) await this.#sim.end(node, actor)
    await this.#expect(actor.ended, 'ERR_ZACTOR_CRASHED', 'ended')
    if (late && !early) said = 0
    for (let i = 0; i < said; i++) {
      const [, number] = await actor.receive()
      if (Number(number) !== i) this.#sim.fail(`message ${String(number)} of a crashed actor came instead of ${i}`)
    }
    await this.#expect(actor.receive(), 'ERR_ZACTOR_CRASHED', 'receive()')
    await node.runtime.sleep(1)
    if (told.crash !== 1 || told.end !== 1) this.#sim.fail(`one crash was told as ${JSON.stringify(told)}`)
    await this.#sim.end(node, actor)
  }

  /** It does not come to be, for every reason there is. */
  async #starts(node: SimNode): Promise<void> {
    const { random } = this.#sim.world
    const how = random.pick(Object.keys(STARTS) as Start[])
    const controller = new AbortController()
    const run = async (pipe: ActorPipe): Promise<void> => {
      if (random.once(2)) await node.runtime.sleep(random.below(20))
      if (how === 'refuses') return pipe.refuse(new ZmqError('EACCES', 'not today'))
      if (how === 'signals') return pipe.signal(1 + random.below(255))
      if (how === 'returns') return
      if (how === 'throws') throw new Error('boom')
      while ((await pipe.receive())[0]?.toString() !== '$TERM');
      if (random.once(2)) await pipe.signal()
    }
    const actor = new Zactor(run, undefined, { context: node.context, signal: controller.signal })
    node.actors.push(actor)
    const ready = this.#expect(actor.ready, STARTS[how], `ready of an actor that ${how}`)
    if (random.once(2)) await node.runtime.sleep(random.below(25))
    if (how === 'is destroyed') await this.#sim.end(node, actor)
    if (how === 'is aborted') controller.abort(new ZmqError('ABORTED', 'enough'))
    await ready
    await this.#expect(actor.ended, how === 'throws' ? 'ERR_ZACTOR_CRASHED' : undefined, `ended of an actor that ${how}`)
    await this.#expect(actor.command(['DO']), how === 'throws' ? 'ERR_ZACTOR_CRASHED' : 'ERR_ZACTOR_ENDED', 'a command to who is gone')
    if (actor.state !== 'ended') this.#sim.fail(`an actor that ${how} is ${actor.state}`)
    await this.#sim.end(node, actor)
  }

  /** Actors that own actors: a command goes down to the last and its answer comes up; the end of the first is the end of all. */
  async #nests(node: SimNode): Promise<void> {
    const { random } = this.#sim.world
    let alive = 0
    const nest =
      (depth: number): ActorFunction =>
      async (pipe) => {
        alive++
        const others =
          depth === 0
            ? []
            : Array.from({ length: 1 + random.below(3) }, () => Zactor.start(nest(depth - 1), undefined, { context: pipe.context }))
        const children = await Promise.all(others)
        await pipe.signal()
        try {
          for await (const [, number] of pipe) {
            if (random.once(3)) await node.runtime.sleep(random.below(10))
            await Promise.all(children.map((child) => child.command(['DO', Number(number)])))
            await pipe.signal()
          }
        } finally {
          await Promise.all(children.map((child) => child.destroy()))
          alive--
        }
      }
    const actor = await this.#begin(node, nest(random.below(3)))
    for (let i = random.below(5); i > 0; i--) await actor.command(['DO', i])
    const under = random.once(2) ? [actor.command(['DO', 0]), actor.command(['DO', 0])] : []
    for (const command of under) command.catch(() => undefined)
    await this.#sim.end(node, actor)
    if (alive > 0) this.#sim.fail(`${alive} actors live, and the one that owns them has ended`)
    await Promise.allSettled(under)
  }

  /** The context ends under all of it. */
  async #orphans(node: SimNode): Promise<void> {
    const { random } = this.#sim.world
    const context = new Context({ runtime: node.runtime, transports: [] })
    let left = 0
    const wait = async (pipe: ActorPipe): Promise<void> => {
      await pipe.signal()
      for await (const _ of pipe) if (random.once(2)) await node.runtime.sleep(random.below(10))
      left++
    }
    const actors = await Promise.all(Array.from({ length: 1 + random.below(4) }, () => Zactor.start(wait, undefined, { context })))
    for (const actor of actors) for (let i = random.below(3); i > 0; i--) await actor.send('work')
    const receiving = this.#expect((actors[0] as Zactor).receive(), 'ERR_ZACTOR_ENDED', 'receive() of a context that ends')
    await node.runtime.sleep(random.below(20))
    void context.terminate()
    await Promise.all(actors.map(({ ended }) => ended))
    await receiving
    if (left !== actors.length) this.#sim.fail(`${left} of ${actors.length} actors read $TERM when their context ended`)
    await Promise.all(actors.map((actor) => actor.destroy()))
  }

  async #begin(node: SimNode, run: ActorFunction): Promise<Zactor> {
    const actor = await Zactor.start(run, undefined, { context: node.context })
    node.actors.push(actor)
    return actor
  }

  /** `code`: what `promise` must reject with; undefined: it must resolve. */
  async #expect(promise: Promise<unknown>, code: string | undefined, what: string): Promise<void> {
    const got = await promise.then(
      () => undefined,
      (error: ZmqError) => error.code,
    )
    if (got !== code) this.#sim.fail(`${what} must ${verdict(code)}, and did ${verdict(got)}`)
  }

  /** Rising, none of them twice. */
  #inOrder(numbers: readonly number[], what: string): void {
    const at = numbers.findIndex((number, i) => i > 0 && number <= (numbers[i - 1] as number))
    if (at >= 0) this.#sim.fail(`${what} are not in order: ${numbers[at]} came after ${numbers[at - 1]}`)
  }

  crashed(node: SimNode): void {
    this.#left.delete(node.name)
  }

  healed(): void {}

  converged(): boolean {
    return [...this.#left.values()].every((left) => left === 0)
  }

  missing(): string {
    return [...this.#left].map(([name, left]) => `${name} has ${left} rounds to go`).join(', ')
  }

  check(): void {}
}

function verdict(code: string | undefined): string {
  return code === undefined ? 'resolve' : `reject with ${code}`
}
