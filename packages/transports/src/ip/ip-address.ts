/** Converts numeric IP addresses between text and 16 bytes. An IPv4 address is held as IPv4-mapped IPv6. */
import { nodeNet } from '../node/node-modules.ts'

const V4_PREFIX = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff]

/** Returns the 16 bytes of a numeric address without a zone, or undefined for any other text. */
export function ipBytes(text: string): Uint8Array | undefined {
  const { isIPv4, isIPv6 } = nodeNet()
  if (isIPv4(text)) return Uint8Array.from([...V4_PREFIX, ...text.split('.').map(Number)])
  if (!isIPv6(text) || text.includes('%')) return undefined
  const [head = '', tail] = text.split('::')
  const left = groupBytes(head)
  if (tail === undefined) return Uint8Array.from(left)
  const right = groupBytes(tail)
  const bytes = new Uint8Array(16)
  bytes.set(left)
  bytes.set(right, 16 - right.length)
  return bytes
}

/** Returns true for an IPv4 address. IPv4-mapped IPv6 is the same address. */
export function isMapped(bytes: Uint8Array): boolean {
  return V4_PREFIX.every((byte, i) => bytes[i] === byte)
}

/** Formats an address in its normal form: RFC 5952 for IPv6, dotted for IPv4 and IPv4-mapped IPv6. */
export function ipText(bytes: Uint8Array): string {
  if (isMapped(bytes)) return bytes.subarray(12).join('.')
  const groups = Array.from({ length: 8 }, (_, i) => ((bytes[2 * i] as number) << 8) | (bytes[2 * i + 1] as number))
  const { start, length } = longestZeros(groups)
  const hex = groups.map((group) => group.toString(16))
  if (length < 2) return hex.join(':')
  return `${hex.slice(0, start).join(':')}::${hex.slice(start + length).join(':')}`
}

/** Returns a numeric address in its normal form (see {@link ipText}), with its zone. Returns any other text unchanged. */
export function canonicalIp(text: string): string {
  // isIPv4() accepts the normal form only.
  if (nodeNet().isIPv4(text)) return text
  const [address = '', zone] = text.split('%')
  const bytes = ipBytes(address)
  if (bytes === undefined) return text
  return zone === undefined ? ipText(bytes) : `${ipText(bytes)}%${zone}`
}

function groupBytes(text: string): number[] {
  if (text === '') return []
  return text.split(':').flatMap((group) => {
    if (group.includes('.')) return group.split('.').map(Number)
    const value = parseInt(group, 16)
    return [value >> 8, value & 0xff]
  })
}

function longestZeros(groups: readonly number[]): { start: number; length: number } {
  let best = { start: 0, length: 0 }
  let start = 0
  for (let i = 0; i <= groups.length; i++) {
    if (groups[i] === 0) continue
    if (i - start > best.length) best = { start, length: i - start }
    start = i + 1
  }
  return best
}
