/** TopicTrie: libzmq's scenarios for its mtrie and its radix tree, then random operations compared with lists. */
import fc from 'fast-check'
import { TopicTrie } from '../../src/route/topic-trie.ts'

interface Owner {
  readonly name: string
}

const [ann, bob, cas]: [Owner, Owner, Owner] = [{ name: 'ann' }, { name: 'bob' }, { name: 'cas' }]
const bytes = (text: string): Uint8Array => Buffer.from(text, 'latin1')

/** A trie with `entries`, and the answers of `add`. */
function trie(...entries: readonly (readonly [string, Owner])[]): { topics: TopicTrie<Owner>; first: boolean[] } {
  const topics = new TopicTrie<Owner>()
  return { topics, first: entries.map(([topic, owner]) => topics.add(bytes(topic), owner)) }
}

/** By `collect`; where no more than one topic matches, `matching` must say the same. */
function who(topics: TopicTrie<Owner>, subject: string): string {
  const out: Owner[] = []
  topics.collect(bytes(subject), out)
  const matching = topics.matching(bytes(subject))
  if (matching !== undefined) expect([...matching]).toEqual(out)
  else expect(out.length).toBeGreaterThan(1)
  return out
    .map(({ name }) => name)
    .sort()
    .join(' ')
}

describe('TopicTrie with several owners of a topic', () => {
  it('has no topics at first', () => {
    expect(new TopicTrie<Owner>().topics).toBe(0)
  })

  it.each(['foo', ''])('finds no owner for %j when it is empty', (subject) => {
    const { topics } = trie()
    expect([who(topics, subject), topics.matches(bytes(subject))]).toEqual(['', false])
  })

  it('finds the owner of exactly that topic', () => {
    const { topics, first } = trie(['foo', ann])
    expect([first, who(topics, 'foo')]).toEqual([[true], 'ann'])
  })

  it('finds both owners of one topic, and returns that the second was not the first', () => {
    const { topics, first } = trie(['foo', ann], ['foo', bob])
    expect([first, who(topics, 'foo')]).toEqual([[true, false], 'ann bob'])
  })

  it('finds the owners of a topic and of its prefix', () => {
    const { topics, first } = trie(['foo', ann], ['foobar', bob])
    expect([first, who(topics, 'foobar'), who(topics, 'foo'), who(topics, 'foob')]).toEqual([[true, true], 'ann bob', 'ann', 'ann'])
  })

  it('finds no owner after the only one was removed', () => {
    const { topics } = trie(['foo', ann])
    expect([topics.remove(bytes('foo'), ann), who(topics, 'foo'), topics.topics]).toEqual([true, '', 0])
  })

  it.each(['foo', ''])('returns undefined for the removal of %j when it is empty', (topic) => {
    const { topics } = trie()
    expect([topics.remove(bytes(topic), ann), who(topics, topic)]).toEqual([undefined, ''])
  })

  it.each([
    ['the same topic', 'foo', 'foo'],
    ['another topic', 'foo', 'bar'],
    ['the beginning of a topic', 'foobar', 'foo'],
    ['the continuation of a topic', 'foo', 'foobar'],
    ['a topic that parts halfway', 'foo1', 'foo2'],
  ])('keeps an owner of %s when another one is removed', (_what, owned, other) => {
    const { topics } = trie([owned, ann])
    expect([topics.remove(bytes(other), bob), who(topics, owned), topics.topics]).toEqual([undefined, 'ann', 1])
  })

  it('returns undefined for the removal of a topic between two', () => {
    const { topics } = trie(['foo1', ann], ['foo3', cas])
    expect([topics.remove(bytes('foo2'), bob), who(topics, 'foo1'), who(topics, 'foo3')]).toEqual([undefined, 'ann', 'cas'])
  })

  const three: [string, Owner][] = [
    ['foo1', ann],
    ['foo2', bob],
    ['foo3', cas],
  ]

  it.each([
    ['in order', three],
    ['in reverse order', [...three].reverse()],
  ])('adds siblings %s', (_how, entries) => {
    const { topics, first } = trie(...entries)
    expect([first, three.map(([topic]) => who(topics, topic))]).toEqual([
      [true, true, true],
      ['ann', 'bob', 'cas'],
    ])
  })

  it.each([
    ['in order', three],
    ['in reverse order', [...three].reverse()],
  ])('removes siblings %s', (_how, entries) => {
    const { topics } = trie(...three)
    expect(entries.map(([topic, owner]) => topics.remove(bytes(topic), owner))).toEqual([true, true, true])
    expect([topics.topics, three.map(([topic]) => who(topics, topic))]).toEqual([0, ['', '', '']])
  })
})

describe('TopicTrie, as a set of prefixes', () => {
  it('returns for the second that it was not the first, also for the same owner, which is found once', () => {
    const { topics, first } = trie(['test', ann], ['test', ann])
    expect([first, who(topics, 'test')]).toEqual([[true, false], 'ann'])
  })

  it('returns undefined for the second removal of a topic', () => {
    const { topics } = trie(['test', ann])
    expect([topics.remove(bytes('test'), ann), topics.remove(bytes('test'), ann)]).toEqual([true, undefined])
  })

  it('keeps a topic of two owners until both are removed', () => {
    const { topics } = trie(['test', ann], ['test', bob])
    expect([topics.remove(bytes('test'), ann), who(topics, 'test'), topics.remove(bytes('test'), bob)]).toEqual([false, 'bob', true])
  })

  it('has no topic for the common prefix of two topics', () => {
    const { topics } = trie(['checkpoint', ann], ['checklist', ann])
    expect([topics.remove(bytes('check'), ann), topics.topics]).toEqual([undefined, 2])
  })

  it('removes the common prefix of two topics if it was a topic too', () => {
    const { topics } = trie(['checkpoint', ann], ['checklist', ann], ['check', ann])
    expect([topics.remove(bytes('check'), ann), topics.matches(bytes('check')), topics.matches(bytes('checklist'))]).toEqual([
      true,
      false,
      true,
    ])
  })

  it('accepts an empty topic, which matches everything', () => {
    const { topics } = trie(['', ann])
    expect([topics.matches(bytes('all there is')), topics.matches(bytes('')), topics.remove(bytes(''), ann)]).toEqual([true, true, true])
    expect(topics.matches(bytes('all there is'))).toBe(false)
  })

  it.each([
    [['entry'], 'entry', true],
    [['introduce', 'introspect'], 'intro', false],
    [['toasted'], 'toast', false],
    [['toasted'], 'toaste', false],
    [['toasted'], 'toaster', false],
    [['red'], 'blue', false],
    [['foo'], 'foobar', true],
    [['foo'], '', false],
  ])('with %j, returns whether %j matches: %s', (owned, subject, wanted) => {
    expect(trie(...owned.map((topic) => [topic, ann] as const)).topics.matches(bytes(subject))).toBe(wanted)
  })

  const many = ['tester', 'water', 'slow', 'slower', 'test', 'team', 'toast']

  it('counts topics, not owners', () => {
    const { topics } = trie(...many.map((topic) => [topic, ann] as const))
    expect(topics.topics).toBe(7)
    for (const topic of many) expect(topics.add(bytes(topic), bob)).toBe(false)
    expect([topics.topics, topics.count(ann), topics.count(bob)]).toEqual([7, 7, 7])
    for (const topic of many) expect(topics.remove(bytes(topic), ann)).toBe(false)
    for (const topic of many) expect(topics.remove(bytes(topic), bob)).toBe(true)
    expect([topics.topics, topics.count(ann), topics.count(bob)]).toEqual([0, 0, 0])
  })

  it('lists the topics of an owner', () => {
    const { topics } = trie(...many.map((topic) => [topic, ann] as const), ['other', bob])
    expect(
      topics
        .topicsOf(ann)
        .map((topic) => Buffer.from(topic).toString())
        .sort(),
    ).toEqual([...many].sort())
  })

  it('removes an owner from all topics, and returns the topics without owners', () => {
    const { topics } = trie(['a', ann], ['ab', ann], ['ab', bob], ['', bob])
    const gone: [string, boolean][] = []
    topics.removeOwner(ann, (topic, last) => gone.push([Buffer.from(topic).toString(), last]))
    expect(gone.sort()).toEqual([
      ['a', true],
      ['ab', false],
    ])
    expect([who(topics, 'ab'), topics.topics, topics.count(ann)]).toEqual(['bob bob', 2, 0])
  })

  const siblings: [string, Owner][] = [
    ['foo1', ann],
    ['foo2', bob],
    ['foo3', cas],
  ]

  it.each([
    ['in order', siblings],
    ['in reverse order', [...siblings].reverse()],
  ])('removes the owners of siblings from all topics %s, and returns the topic of each', (_how, entries) => {
    const { topics } = trie(...siblings)
    for (const [topic, owner] of entries) {
      const gone: [string, boolean][] = []
      topics.removeOwner(owner, (bye, last) => gone.push([Buffer.from(bye).toString(), last]))
      expect(gone).toEqual([[topic, true]])
    }
    expect(topics.topics).toBe(0)
  })

  it('accepts a topic of a million bytes', () => {
    const long = new Uint8Array(1_000_000).fill(0x41)
    const topics = new TopicTrie<Owner>()
    expect([topics.add(long, ann), topics.matches(long), topics.remove(long, ann), topics.matches(long)]).toEqual([true, true, true, false])
  })

  it('keeps its topics when the caller changes the bytes', () => {
    const topics = new TopicTrie<Owner>()
    const topic = Buffer.from('mine')
    topics.add(topic, ann)
    topic.fill(0)
    expect(who(topics, 'mine')).toBe('ann')
  })
})

describe('TopicTrie with random operations', () => {
  const owners = [ann, bob, cas]
  /** Short topics of few letters, so that they meet. */
  const topic = fc.string({ unit: fc.constantFrom('a', 'b', '\0', '\xff'), maxLength: 5 })
  const owner = fc.nat(2)
  const action = fc.oneof(
    { weight: 5, arbitrary: fc.record({ do: fc.constant('add' as const), topic, owner }) },
    { weight: 4, arbitrary: fc.record({ do: fc.constant('remove' as const), topic, owner }) },
    { weight: 1, arbitrary: fc.record({ do: fc.constant('removeOwner' as const), topic, owner }) },
  )

  /** What each owner has. */
  type Model = Set<string>[]
  const holders = (model: Model, each: string): number => model.filter((set) => set.has(each)).length

  it('behaves as sets of strings', () => {
    fc.assert(
      fc.property(fc.array(action, { maxLength: 60 }), fc.array(topic, { maxLength: 10 }), (actions, subjects) => {
        const topics = new TopicTrie<Owner>()
        const model: Model = [new Set(), new Set(), new Set()]
        for (const { do: what, topic: each, owner: index } of actions) {
          const [own, set] = [owners[index] as Owner, model[index] as Set<string>]
          if (what === 'add') {
            expect(topics.add(bytes(each), own)).toBe(holders(model, each) === 0)
            set.add(each)
          } else if (what === 'remove') {
            const had = set.delete(each)
            expect(topics.remove(bytes(each), own)).toBe(had ? holders(model, each) === 0 : undefined)
          } else {
            const gone: [string, boolean][] = []
            topics.removeOwner(own, (bye, last) => gone.push([Buffer.from(bye).toString('latin1'), last]))
            const had = [...set]
            set.clear()
            expect(gone.sort()).toEqual(had.map((bye) => [bye, holders(model, bye) === 0]).sort())
          }
          const distinct = new Set(model.flatMap((each) => [...each]))
          expect([topics.topics, ...owners.map((each) => topics.count(each))]).toEqual([distinct.size, ...model.map((each) => each.size)])
          expect(topics.has(bytes(each), own)).toBe(set.has(each))
        }
        for (const subject of subjects) {
          const wanted = model.flatMap((set, i) => [...set].filter((each) => subject.startsWith(each)).map(() => (owners[i] as Owner).name))
          expect([who(topics, subject), topics.matches(bytes(subject))]).toEqual([wanted.sort().join(' '), wanted.length > 0])
        }
      }),
      { seed: 29, numRuns: 1000 },
    )
  })
})
