/** Every way to cut bytes that a decoder could mind. Refuses to be complete above 10 bytes: there are too many ways. */

const ALL_UP_TO = 10

/**
 * Up to 10 bytes every cut there is. Above that: uncut, cut once at every place, cut into pieces of every size, and cut
 * at every place with an empty chunk in between.
 */
export function* everySplit(bytes: Uint8Array): Generator<Uint8Array[]> {
  const size = bytes.length
  if (size <= ALL_UP_TO) {
    for (let cuts = 0; cuts < 2 ** Math.max(size - 1, 0); cuts++) yield splitAt(bytes, (i) => ((cuts >> (i - 1)) & 1) === 1)
    return
  }
  yield [bytes]
  for (let at = 1; at < size; at++) {
    yield [bytes.subarray(0, at), bytes.subarray(at)]
    yield [bytes.subarray(0, at), bytes.subarray(0, 0), bytes.subarray(at)]
  }
  for (let piece = 1; piece < size; piece++) yield splitAt(bytes, (i) => i % piece === 0)
}

function splitAt(bytes: Uint8Array, isCut: (index: number) => boolean): Uint8Array[] {
  const pieces: Uint8Array[] = []
  let start = 0
  for (let i = 1; i <= bytes.length; i++) {
    if (i < bytes.length && !isCut(i)) continue
    pieces.push(bytes.subarray(start, i))
    start = i
  }
  return pieces
}
