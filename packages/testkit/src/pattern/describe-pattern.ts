/** The conformance suite of patterns: the rules that all socket types of one direction share, asked of each in the same words. */
import type { Skip } from '../transport/describe-transport.ts'

type Message = readonly Uint8Array[]

/** The peer's end of a pipe that is attached to the pattern. */
export interface PatternPeer {
  /** The peer sends a message. Returns false if the queue of the pattern for it is full. */
  write(message: Message): boolean
  /** The peer receives the next message that the pattern sent to it. */
  read(): Message | undefined
  /** The peer leaves. */
  close(): void
}

/** A pattern under test, without sockets, timers or I/O. */
export interface PatternSubject {
  /** Attaches a new peer that is ready at once. Each direction holds `mark` messages; 0 means no limit. */
  attach(mark: number): PatternPeer
  /** Returns false if the message cannot be sent now. */
  send(message: Message): boolean
  receive(): Message | undefined
}

/** What a pattern does with its peers. Leave a direction out if the socket type does not have it. */
export interface PatternTraits {
  /**
   * `balance`: each message goes to the next peer that has room, and without one it waits (RFC 28, 30).
   * `copy`: each message goes to all peers, and is dropped for those without room (RFC 29).
   * `one`: all messages go to the only peer (RFC 31).
   */
  readonly sends?: 'balance' | 'copy' | 'one'
  /** `fair`: each peer that has sent something has its turn. `one`: all messages come from the only peer. */
  readonly receives?: 'fair' | 'one'
}

interface Bench {
  readonly subject: PatternSubject
  readonly traits: PatternTraits
}

interface Case {
  /** The patterns that have this rule. */
  readonly applies: (traits: PatternTraits) => boolean
  readonly run: (bench: Bench) => void
}

/** Registers the suite with the test runner. `make` is called once for each case. */
export function describePattern(name: string, traits: PatternTraits, make: () => PatternSubject, skip: readonly Skip[] = []): void {
  describe(`the pattern ${name}`, () => {
    for (const [title, { applies, run }] of Object.entries(CASES)) {
      if (!applies(traits)) continue
      const skipped = skip.find((entry) => entry.it === title)
      if (skipped !== undefined) it.skip(`${title} (${skipped.why})`, () => {})
      else it(title, () => run({ subject: make(), traits }))
    }
    it('skips only cases that exist', () => {
      expect(skip.filter((entry) => CASES[entry.it] === undefined)).toEqual([])
    })
  })
}

const encoder = new TextEncoder()
const decoder = new TextDecoder()

const frames = (...texts: readonly string[]): Uint8Array[] => texts.map((each) => encoder.encode(each))
const text = (message: Message | undefined): string | undefined => message?.map((frame) => decoder.decode(frame)).join('|')

/** All messages of one source, until there is none. */
function drain(source: () => Message | undefined): (string | undefined)[] {
  const all: (string | undefined)[] = []
  for (let message = source(); message !== undefined; message = source()) all.push(text(message))
  return all
}

const sends = ({ sends }: PatternTraits): boolean => sends !== undefined
const waits = ({ sends }: PatternTraits): boolean => sends === 'balance' || sends === 'one'
const receives = ({ receives }: PatternTraits): boolean => receives !== undefined

const CASES: Readonly<Record<string, Case>> = {
  'send: a message waits while there is no peer': {
    applies: waits,
    run({ subject }) {
      expect(subject.send(frames('early'))).toBe(false)
      const peer = subject.attach(0)
      expect([subject.send(frames('now')), text(peer.read()), peer.read()]).toEqual([true, 'now', undefined])
    },
  },
  'send: a message is dropped while there is no peer': {
    applies: ({ sends }) => sends === 'copy',
    run({ subject }) {
      expect(subject.send(frames('early'))).toBe(true)
      expect(subject.attach(0).read()).toBeUndefined()
    },
  },
  'send: a message of several frames arrives whole, and messages arrive in order': {
    applies: sends,
    run({ subject }) {
      const peer = subject.attach(0)
      for (const message of [frames('a', '', 'b'), frames('c'), frames('', 'd')]) expect(subject.send(message)).toBe(true)
      expect(drain(() => peer.read())).toEqual(['a||b', 'c', '|d'])
    },
  },
  'send: peers have their turns': {
    applies: ({ sends }) => sends === 'balance',
    run({ subject }) {
      const peers = [subject.attach(0), subject.attach(0), subject.attach(0)]
      for (let i = 0; i < 9; i++) subject.send(frames(String(i)))
      const all = peers.map((peer) => drain(() => peer.read()))
      expect(all.map((each) => each.length)).toEqual([3, 3, 3])
      expect(all.flat().toSorted()).toEqual(['0', '1', '2', '3', '4', '5', '6', '7', '8'])
    },
  },
  'send: each peer gets each message': {
    applies: ({ sends }) => sends === 'copy',
    run({ subject }) {
      const peers = [subject.attach(0), subject.attach(0)]
      for (const each of ['a', 'b']) subject.send(frames(each))
      expect(peers.map((peer) => drain(() => peer.read()))).toEqual([
        ['a', 'b'],
        ['a', 'b'],
      ])
    },
  },
  'send: a peer at its high-water mark is passed over, and has its turn again when it has read': {
    applies: ({ sends }) => sends === 'balance',
    run({ subject }) {
      const [small, large] = [subject.attach(1), subject.attach(0)]
      for (let i = 0; i < 6; i++) expect(subject.send(frames(String(i)))).toBe(true)
      expect([drain(() => small.read()).length, drain(() => large.read()).length]).toEqual([1, 5])
      for (let i = 0; i < 2; i++) subject.send(frames('again'))
      expect(drain(() => small.read())).toEqual(['again'])
    },
  },
  'send: nothing is taken while all peers are at their high-water marks, and nothing is lost': {
    applies: waits,
    run({ subject }) {
      const peer = subject.attach(2)
      const taken = ['a', 'b', 'c'].filter((each) => subject.send(frames(each)))
      expect(taken).toEqual(['a', 'b'])
      expect(drain(() => peer.read())).toEqual(taken)
      expect([subject.send(frames('c')), text(peer.read())]).toEqual([true, 'c'])
    },
  },
  'send: a peer at its high-water mark loses messages, the others none': {
    applies: ({ sends }) => sends === 'copy',
    run({ subject }) {
      const [small, large] = [subject.attach(2), subject.attach(0)]
      for (const each of ['a', 'b', 'c']) expect(subject.send(frames(each))).toBe(true)
      expect([drain(() => small.read()), drain(() => large.read())]).toEqual([
        ['a', 'b'],
        ['a', 'b', 'c'],
      ])
    },
  },
  'send: a peer that has left gets nothing more': {
    applies: ({ sends }) => sends === 'balance' || sends === 'copy',
    run({ subject }) {
      const [leaving, staying] = [subject.attach(0), subject.attach(0)]
      leaving.close()
      for (const each of ['a', 'b', 'c']) subject.send(frames(each))
      expect(drain(() => staying.read())).toEqual(['a', 'b', 'c'])
    },
  },
  'receive: there is nothing before a peer has sent something': {
    applies: receives,
    run({ subject }) {
      subject.attach(0)
      expect(subject.receive()).toBeUndefined()
    },
  },
  'receive: a message of several frames arrives whole, and those of one peer in order': {
    applies: receives,
    run({ subject }) {
      const peer = subject.attach(0)
      for (const message of [frames('a', '', 'b'), frames('c')]) expect(peer.write(message)).toBe(true)
      expect(drain(() => subject.receive())).toEqual(['a||b', 'c'])
    },
  },
  'receive: peers have their turns, however much one of them sends': {
    applies: ({ receives }) => receives === 'fair',
    run({ subject }) {
      const peers = { a: subject.attach(0), b: subject.attach(0), c: subject.attach(0) }
      for (let i = 0; i < 100; i++) peers.a.write(frames('a'))
      for (const name of ['b', 'c'] as const) peers[name].write(frames(name))
      const first = [subject.receive(), subject.receive(), subject.receive()].map(text)
      expect(first.toSorted()).toEqual(['a', 'b', 'c'])
    },
  },
  'receive: what a peer sent before it left is still received': {
    applies: receives,
    run({ subject }) {
      const peer = subject.attach(0)
      for (const each of ['a', 'b']) peer.write(frames(each))
      peer.close()
      expect(drain(() => subject.receive())).toEqual(['a', 'b'])
    },
  },
  'receive: a full queue takes no more from its peer, until it is read': {
    applies: receives,
    run({ subject }) {
      const peer = subject.attach(2)
      const taken = ['a', 'b', 'c'].filter((each) => peer.write(frames(each)))
      expect(taken).toEqual(['a', 'b'])
      expect(drain(() => subject.receive())).toEqual(taken)
      expect([peer.write(frames('c')), text(subject.receive())]).toEqual([true, 'c'])
    },
  },
}
