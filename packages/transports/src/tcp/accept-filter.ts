/** ZMQ_TCP_ACCEPT_FILTER: the peer addresses that may connect, as CIDR blocks. */
import { ipBytes, isMapped } from '../ip/ip-address.ts'
import { TransportError } from '../transport-error.ts'

interface Block {
  readonly network: Uint8Array
  /** Number of leading bits to compare, of the 128 of an IPv4-mapped or IPv6 address. */
  readonly bits: number
  readonly v4: boolean
}

/** A list of CIDR blocks. An empty list accepts every address. */
export class AcceptFilter {
  readonly #blocks: readonly Block[]

  /** Each block is `address` or `address/prefix`, numeric. Throws `EINVAL`. */
  constructor(blocks: readonly string[]) {
    this.#blocks = blocks.map(parseBlock)
  }

  /** Returns true if a peer at this numeric address may connect. A block matches addresses of its own family only. */
  accepts(address: string): boolean {
    if (this.#blocks.length === 0) return true
    const peer = ipBytes(address.split('%')[0] as string)
    if (peer === undefined) return false
    const v4 = isMapped(peer)
    return this.#blocks.some((block) => block.v4 === v4 && sameBits(block.network, peer, block.bits))
  }
}

function parseBlock(text: string): Block {
  const slash = text.lastIndexOf('/')
  const network = ipBytes(slash < 0 ? text : text.slice(0, slash))
  if (network === undefined) throw invalid(text, 'it must read address or address/prefix, numeric')
  const v4 = isMapped(network) && !text.includes(':')
  const widest = v4 ? 32 : 128
  const prefix = slash < 0 ? String(widest) : text.slice(slash + 1)
  if (!/^\d+$/.test(prefix) || Number(prefix) > widest) throw invalid(text, `the prefix must be from 0 to ${widest}`)
  return { network, bits: Number(prefix) + 128 - widest, v4: isMapped(network) }
}

function sameBits(a: Uint8Array, b: Uint8Array, bits: number): boolean {
  const whole = bits >> 3
  for (let i = 0; i < whole; i++) if (a[i] !== b[i]) return false
  const rest = bits & 7
  return rest === 0 || ((a[whole] as number) ^ (b[whole] as number)) >> (8 - rest) === 0
}

function invalid(block: string, reason: string): TransportError {
  return new TransportError('EINVAL', `"${block}" is not an accept filter: ${reason}`, block)
}
