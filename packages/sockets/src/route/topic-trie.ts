/**
 * Topics and who wants them: a radix tree over bytes, one set of owners per topic. Iterative, so that no topic is too long
 * for the stack; owners are a set, as libzmq's publishers keep them (it sends one CANCEL for many SUBSCRIBEs).
 */
import { latin1 } from '@tszmq/zmtp-codec/internal'
import { byteKey } from './byte-key.ts'

class TopicNode<T> {
  /** The bytes from the parent to here, a character each: far smaller than a view. Empty only at the root. */
  edge: string
  parent: TopicNode<T> | undefined
  /** Sorted by the first byte of their edges. */
  children: TopicNode<T>[] | undefined = undefined
  /** No owner, the only one, or all of them. */
  owners: T | Set<T> | undefined = undefined
  /** The owners as a list, made when a message is for them, until they change. */
  list: readonly T[] | undefined = undefined

  constructor(edge: string, parent: TopicNode<T> | undefined) {
    this.edge = edge
    this.parent = parent
  }

  has(owner: T): boolean {
    return this.owners instanceof Set ? this.owners.has(owner) : this.owners === owner
  }

  /** The position of the child that begins with `byte`, or where it would be as `-1 - position`. */
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

/** The owners of a topic that nobody wants. */
const NOBODY: readonly never[] = []

export class TopicTrie<T extends object> {
  readonly #root = new TopicNode<T>('', undefined)
  readonly #topicsOf = new Map<T, Set<TopicNode<T>>>()
  #topics = 0

  /** Distinct topics that have an owner (ZMQ_TOPICS_COUNT). */
  get topics(): number {
    return this.#topics
  }

  /** Topics of one owner. */
  count(owner: T): number {
    return this.#topicsOf.get(owner)?.size ?? 0
  }

  /** Adds `owner` to `topic`. True when it is the topic's first. Twice is as once. */
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

  /** Whether `owner` has exactly this topic. */
  has(topic: Uint8Array, owner: T): boolean {
    return this.#exact(topic)?.has(owner) ?? false
  }

  /** Takes `owner` off `topic`. `undefined` when it was not there, else whether it was the last. */
  remove(topic: Uint8Array, owner: T): boolean | undefined {
    const node = this.#exact(topic)
    if (node === undefined || !node.has(owner)) return undefined
    const topics = this.#topicsOf.get(owner) as Set<TopicNode<T>>
    topics.delete(node)
    if (topics.size === 0) this.#topicsOf.delete(owner)
    return this.#release(node, owner)
  }

  /** Takes `owner` off all its topics and calls `each` for them, with whether it was the last. */
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

  /** Whether anybody wants a message that begins with `subject`. */
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
   * Everybody who wants a message that begins with `subject`, each once, if no more than one topic matches; else undefined: then
   * `collect` tells. The list is not to be changed.
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
    if (found === undefined) return NOBODY
    return (found.list ??= found.owners instanceof Set ? [...found.owners] : [found.owners as T])
  }

  /** Appends to `out` everybody who wants it; somebody with several matching topics comes several times. */
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

  /** All topics of `owner`. */
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

/** The child of `node` whose whole edge `subject` has at `offset`. */
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

/** Puts a node between `child` and its parent, `at` bytes down the edge; returns it. */
function split<T>(child: TopicNode<T>, at: number, position: number): TopicNode<T> {
  const parent = child.parent as TopicNode<T>
  const middle = new TopicNode<T>(child.edge.slice(0, at), parent)
  ;(parent.children as TopicNode<T>[])[position] = middle
  child.edge = child.edge.slice(at)
  child.parent = middle
  middle.children = [child]
  return middle
}

/** Removes nodes that no longer mean anything, from `node` up, and joins what has become a plain line. */
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
