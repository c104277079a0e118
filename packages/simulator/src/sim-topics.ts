/** The model of one subscriber: which prefixes it is subscribed to, how often and since when. Slow, and plainly right. */

export class SimTopics implements Iterable<string> {
  readonly #topics = new Map<string, { count: number; readonly since: number }>()

  add(topic: string, now: number): void {
    const known = this.#topics.get(topic)
    if (known === undefined) this.#topics.set(topic, { count: 1, since: now })
    else known.count++
  }

  /** True when that was the last one. */
  remove(topic: string): boolean {
    const known = this.#topics.get(topic)
    if (known === undefined || --known.count > 0) return false
    return this.#topics.delete(topic)
  }

  has(topic: string): boolean {
    return this.#topics.has(topic)
  }

  wants(topic: string): boolean {
    for (const prefix of this.#topics.keys()) if (topic.startsWith(prefix)) return true
    return false
  }

  /** A prefix of `topic` that was subscribed to before `time` and ever since. */
  oldest(topic: string, time: number): string | undefined {
    for (const [prefix, { since }] of this.#topics) if (since <= time && topic.startsWith(prefix)) return prefix
    return undefined
  }

  [Symbol.iterator](): Iterator<string> {
    return this.#topics.keys()
  }
}
