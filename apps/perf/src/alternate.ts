/** A B A B …: two sides in turn, so that whatever else the machine does falls on both. */

export interface Alternated<T> {
  readonly subject: readonly T[]
  readonly peer: readonly T[]
}

export async function alternate<T>(
  pairs: number,
  measureSubject: (pair: number) => Promise<T>,
  measurePeer: (pair: number) => Promise<T>,
): Promise<Alternated<T>> {
  const subject: T[] = []
  const peer: T[] = []
  for (let pair = 1; pair <= pairs; pair += 1) {
    subject.push(await measureSubject(pair))
    peer.push(await measurePeer(pair))
  }
  return { subject, peer }
}
