/**
 * Subscriptions: a radix tree over the bytes of topics, with a set of owners for each topic. Iterative, so that a long topic does not
 * overflow the stack. Owners are a set, as in libzmq, whose subscribers send one CANCEL for several SUBSCRIBEs.
 */
import { latin1 } from '@tszmq/zmtp-codec/internal'
import { byteKey } from './byte-key.ts'

class TopicNode<T> {
  /** The bytes from the parent to this node, one character each, which needs less memory than a view. Empty only at the root. */
  edge: string
  parent: TopicNode<T> | undefined
  /** Sorted by the first byte of their edges. */
  children: TopicNode<T>[] | undefined = undefined
  /** No owner, one owner, or a set of them. */
  owners: T | Set<T> | undefined = undefined
  /** The owners as a list, made at the first message, until they change. */
  list: readonly T[] | undefined = undefined

  constructor(edge: string, parent: TopicNode<T> | undefined) {
    this.edge = edge
    this.parent = parent
  }

  has(owner: T): boolean {
    return this.owners instanceof Set ? this.owners.has(owner) : this.owners === owner
  }

  /** Returns the position of the child that begins with `byte`, or `-1 - position` of where it would be inserted. */
  find(byte: number): number {
    const { children } = this
    if (children === undefined) return -1
    let low = 0
    let high = children.length - 1
    while (low <= high) {
      const middle = (low + high) >> 1
      const first = (children[middle] as TopicNode<T>).edge.charCodeAt(0)
      if (first === byte) return middle
      if (first < byte) low = middle + 1
      else high = middle - 1
    }
    return -1 - low
  }
}

/** The list of a topic without owners. */
const NONE: readonly never[] = []

export class TopicTrie<T extends object> {
  readonly #root = new TopicNode<T>('', undefined)
  readonly #topicsOf = new Map<T, Set<TopicNode<T>>>()
  #topics = 0

  /** Number of distinct topics that have an owner (ZMQ_TOPICS_COUNT). */
  get topics(): number {
    return this.#topics
  }

  /** Number of topics of `owner`. */
  count(owner: T): number {
    return this.#topicsOf.get(owner)?.size ?? 0
  }

  /** Adds `owner` to `topic`; a second time has no effect. Returns true if it is the first owner of the topic. */
  add(topic: Uint8Array, owner: T): boolean {
    const node = this.#insert(topic)
    if (node.has(owner)) return false
    const first = node.owners === undefined
    node.list = undefined
    if (first) {
      node.owners = owner
      this.#topics++
    } else if (node.owners instanceof Set) node.owners.add(owner)
    else node.owners = new Set([node.owners as T, owner])
    let topics = this.#topicsOf.get(owner)
    if (topics === undefined) this.#topicsOf.set(owner, (topics = new Set()))
    topics.add(node)
    return first
  }

  /** Returns whether `owner` has exactly this topic. */
  has(topic: Uint8Array, owner: T): boolean {
    return this.#exact(topic)?.has(owner) ?? false
  }

  /** Removes `owner` from `topic`. Returns whether it was the last owner; undefined if it did not have the topic. */
  remove(topic: Uint8Array, owner: T): boolean | undefined {
    const node = this.#exact(topic)
    if (node === undefined || !node.has(owner)) return undefined
    const topics = this.#topicsOf.get(owner) as Set<TopicNode<T>>
    topics.delete(node)
    if (topics.size === 0) this.#topicsOf.delete(owner)
    return this.#release(node, owner)
  }

  /** Removes `owner` from all its topics, and calls `each` for them with whether it was the last owner. */
  removeOwner(owner: T, each?: (topic: Uint8Array, last: boolean) => void): void {
    const topics = this.#topicsOf.get(owner)
    if (topics === undefined) return
    this.#topicsOf.delete(owner)
    for (const node of topics) {
      const topic = each === undefined ? undefined : topicOf(node)
      const last = this.#release(node, owner)
      if (topic !== undefined) each?.(topic, last)
    }
  }

  /** Returns whether a topic with owners is a prefix of `subject`. */
  matches(subject: Uint8Array): boolean {
    let node = this.#root
    let offset = 0
    for (;;) {
      if (node.owners !== undefined) return true
      const child = step(node, subject, offset)
      if (child === undefined) return false
      node = child
      offset += child.edge.length
    }
  }

  /**
   * Returns the owners of the topic that is a prefix of `subject`; undefined if several topics are: then `collect` finds the owners. The
   * caller must not change the list.
   */
  matching(subject: Uint8Array): readonly T[] | undefined {
    let found: TopicNode<T> | undefined = undefined
    let node: TopicNode<T> | undefined = this.#root
    let offset = 0
    while (node !== undefined) {
      if (node.owners !== undefined) {
        if (found !== undefined) return undefined
        found = node
      }
      node = step(node, subject, offset)
      if (node !== undefined) offset += node.edge.length
    }
    if (found === undefined) return NONE
    return (found.list ??= found.owners instanceof Set ? [...found.owners] : [found.owners as T])
  }

  /** Appends the owners of all topics that are prefixes of `subject` to `out`. An owner of several of them is appended several times. */
  collect(subject: Uint8Array, out: T[]): void {
    let node: TopicNode<T> | undefined = this.#root
    let offset = 0
    while (node !== undefined) {
      if (node.owners instanceof Set) for (const owner of node.owners) out.push(owner)
      else if (node.owners !== undefined) out.push(node.owners)
      node = step(node, subject, offset)
      if (node !== undefined) offset += node.edge.length
    }
  }

  /** Returns all topics of `owner`. */
  topicsOf(owner: T): Uint8Array[] {
    return [...(this.#topicsOf.get(owner) ?? [])].map((node) => topicOf(node))
  }

  #exact(topic: Uint8Array): TopicNode<T> | undefined {
    let node: TopicNode<T> | undefined = this.#root
    let offset = 0
    while (node !== undefined && offset < topic.length) {
      node = step(node, topic, offset)
      if (node !== undefined) offset += node.edge.length
    }
    return node
  }

  #insert(topic: Uint8Array): TopicNode<T> {
    let node = this.#root
    let offset = 0
    while (offset < topic.length) {
      const at = node.find(topic[offset] as number)
      if (at < 0) {
        const leaf = new TopicNode<T>(byteKey(topic.subarray(offset)), node)
        node.children ??= []
        node.children.splice(-1 - at, 0, leaf)
        return leaf
      }
      const child = (node.children as TopicNode<T>[])[at] as TopicNode<T>
      const common = commonLength(child.edge, topic, offset)
      node = common === child.edge.length ? child : split(child, common, at)
      offset += common
    }
    return node
  }

  #release(node: TopicNode<T>, owner: T): boolean {
    node.list = undefined
    if (node.owners instanceof Set) {
      node.owners.delete(owner)
      if (node.owners.size > 0) return false
    }
    node.owners = undefined
    this.#topics--
    prune(node)
    return true
  }
}

/** Returns the child of `node` whose edge `subject` has at `offset`. */
function step<T>(node: TopicNode<T>, subject: Uint8Array, offset: number): TopicNode<T> | undefined {
  if (node.children === undefined || offset >= subject.length) return undefined
  const at = node.find(subject[offset] as number)
  if (at < 0) return undefined
  const child = node.children[at] as TopicNode<T>
  return commonLength(child.edge, subject, offset) === child.edge.length ? child : undefined
}

function commonLength(edge: string, subject: Uint8Array, offset: number): number {
  const end = Math.min(edge.length, subject.length - offset)
  let i = 0
  while (i < end && edge.charCodeAt(i) === subject[offset + i]) i++
  return i
}

/** Inserts a node between `child` and its parent, `at` bytes down the edge, and returns it. */
function split<T>(child: TopicNode<T>, at: number, position: number): TopicNode<T> {
  const parent = child.parent as TopicNode<T>
  const middle = new TopicNode<T>(child.edge.slice(0, at), parent)
  ;(parent.children as TopicNode<T>[])[position] = middle
  child.edge = child.edge.slice(at)
  child.parent = middle
  middle.children = [child]
  return middle
}

/** Removes nodes without owners and children, from `node` up, and merges a node without owners with its only child. */
function prune<T>(node: TopicNode<T>): void {
  let current: TopicNode<T> = node
  while (current.owners === undefined && current.children === undefined && current.parent !== undefined) {
    const parent: TopicNode<T> = current.parent
    const siblings = parent.children as TopicNode<T>[]
    siblings.splice(parent.find(current.edge.charCodeAt(0)), 1)
    if (siblings.length === 0) parent.children = undefined
    current = parent
  }
  if (current.owners !== undefined || current.parent === undefined || current.children?.length !== 1) return
  const only = current.children[0] as TopicNode<T>
  only.edge = current.edge + only.edge
  only.parent = current.parent
  const siblings = current.parent.children as TopicNode<T>[]
  siblings[current.parent.find(current.edge.charCodeAt(0))] = only
}

function topicOf<T>(node: TopicNode<T>): Uint8Array {
  const edges: string[] = []
  for (let at: TopicNode<T> | undefined = node; at !== undefined; at = at.parent) edges.push(at.edge)
  return latin1(edges.reverse().join(''))
}
