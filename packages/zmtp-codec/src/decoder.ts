/**
 * ZMTP 2.0 and 3.x framing, inwards (RFC 37): chunks in, whole messages and commands out. Linear however the bytes are split.
 * Refuses reserved flags, commands with MORE, and whatever exceeds a limit, before allocating for it.
 */
import { arena, reserve } from './arena.ts'
import { Assembler } from './assembler.ts'
import { allocate, type Frame, type Message } from './frame.ts'
import { LargeFrame } from './large-frame.ts'
import type { Limits } from './limits.ts'
import type { Cipher } from './mechanism.ts'
import { canPool } from './pooled-memory.ts'
import { ProtocolError } from './protocol-error.ts'
import { Run } from './run.ts'
import { ownedCopy, view } from './view.ts'

const MORE = 1
const LONG = 2
const COMMAND = 4
const RESERVED = 0xf8
const SHORT_HEADER = 2
const LONG_HEADER = 9

/** A frame that is not complete and longer than this gets memory of its own, so that its beginning is moved only once. */
const OWN_MEMORY = 256

/** Room for a command beyond its topic: name, length, flags. */
const COMMAND_ROOM = 64

/** Bytes of an incomplete frame that are copied out of the arena. No frame that is parsed leaves more. */
const REST = OWN_MEMORY + LONG_HEADER

/** Chunks of this size are worth that copy. */
const BULK = 4096

const NOTHING = allocate(0)

export interface DecoderSink {
  message(message: Message): void
  /** How many messages `run` may bring now. */
  readonly room?: number
  /** Several messages at once. Only called after `takeRuns`. */
  run?(run: Run): void
  command(body: Uint8Array): void
}

/** What every framing offers to an engine. */
export interface FrameDecoder {
  /** While true, bytes are taken and kept, and nothing is delivered. */
  paused: boolean
  push(chunk: Uint8Array, own?: boolean): void
  /** Delivers what was kept. */
  resume(): void
}

export class Decoder implements FrameDecoder {
  paused = false
  /** Until the handshake is done only commands may come, and not many bytes of them. */
  #handshaking: boolean
  /** Set once traffic is enciphered. */
  #cipher: Cipher | undefined = undefined
  /** A frame without flags up to this size is neither checked nor deciphered; -1: every frame is. */
  #plain: number
  /** Messages are passed on as runs where that is possible. */
  #runs = false
  readonly #sink: DecoderSink
  readonly #limits: Limits
  readonly #assembler: Assembler
  readonly #maxCommand: number
  /** Each frame gets memory of its own. */
  readonly #owned: boolean
  #handshakeSize = 0
  #bytes: Uint8Array = NOTHING
  #start = 0
  #end = 0
  /** Holds an incomplete frame between two chunks. */
  #rest: Uint8Array | null = null
  #large: LargeFrame | null = null
  /** `#large` when its last byte came while paused. */
  #whole: Frame | null = null

  /** `owned`: frames own their memory. They do in any case where pooled memory could be transferred. */
  constructor(sink: DecoderSink, limits: Limits, handshaking: boolean, owned = false) {
    this.#sink = sink
    this.#limits = limits
    this.#handshaking = handshaking
    this.#plain = handshaking ? -1 : limits.maxMessageSize
    this.#assembler = new Assembler(limits)
    this.#maxCommand = Math.max(limits.maxTopicLength + COMMAND_ROOM, limits.maxHandshakeSize)
    this.#owned = owned || !canPool()
  }

  /** From now on messages may come, through `cipher` if there is one. */
  endHandshake(cipher: Cipher | undefined): void {
    this.#handshaking = false
    this.#cipher = cipher
    this.#plain = cipher === undefined ? this.#limits.maxMessageSize : -1
  }

  /** From now on the sink takes runs. Without effect on traffic that is enciphered. */
  takeRuns(): void {
    this.#runs = this.#cipher === undefined
  }

  /**
   * Takes bytes as they come; calls the sink for each whole message or command among them. `chunk` may be reused by the
   * caller afterwards, unless it is our `own`: if it is just the body of a large frame, it becomes that. Throws ProtocolError;
   * the decoder is of no use after that.
   */
  push(chunk: Uint8Array, own = false): void {
    let offset = 0
    if (this.#large !== null && this.#whole === null) {
      offset = own && this.#large.adopt(chunk, this.#owned) ? this.#took(chunk.length) : this.#fill(chunk, 0)
      if (offset === chunk.length) return
    }
    if (this.#start === this.#end && this.#whole === null) {
      offset = this.#fillAhead(chunk, offset)
      if (offset === chunk.length) return
    }
    this.#place(offset === 0 ? chunk : chunk.subarray(offset))
    this.#parse()
    this.#release(chunk.length)
  }

  /**
   * Lets go of the arena after a chunk of `size` bytes: between two chunks a connection would keep a whole piece of it alive, for the
   * beginning of one frame or for nothing. The collector gives such memory back late, since by then the piece has grown old.
   */
  #release(size: number): void {
    const rest = this.#end - this.#start
    if (rest === 0) {
      this.#bytes = NOTHING
      this.#start = this.#end = 0
    } else if (rest <= REST && size >= BULK) {
      this.#rest ??= allocate(REST)
      this.#rest.set(this.#bytes.subarray(this.#start, this.#end))
      this.#bytes = this.#rest
      this.#start = 0
      this.#end = rest
    }
  }

  resume(): void {
    this.paused = false
    if (this.#whole !== null) this.#deliverWhole(this.#whole)
    this.#parse()
  }

  /** The loop over complete frames. Leaves an incomplete one between `#start` and `#end`, or in `#large`. */
  #parse(): void {
    const bytes = this.#bytes
    const memory = bytes.buffer
    const end = this.#end
    let start = this.#start
    while (start + SHORT_HEADER <= end && !this.paused) {
      if (this.#runs && !this.#assembler.unfinished) {
        start = this.#scan(start)
        if (start + SHORT_HEADER > end || this.paused) break
      }
      const flags = bytes[start] as number
      let body = start + SHORT_HEADER
      let size = bytes[start + 1] as number
      // Most frames by far: short, and a message of their own.
      if (flags === 0 && size <= this.#plain && !this.#assembler.unfinished) {
        const next = body + size
        if (next > end) break
        // The sink may close the connection, or end the handshake: keep what is true before calling it.
        this.#start = start = next
        this.#sink.message([this.#owned ? ownedCopy(memory, body, size) : view(memory, body, size)])
        continue
      }
      if ((flags & LONG) !== 0) {
        body = start + LONG_HEADER
        if (body > end) break
        size = readUint64(bytes, start + 1)
      }
      this.#check(flags, size)
      const next = body + size
      if (next > end) {
        if (size <= OWN_MEMORY) break
        this.#large = new LargeFrame(size, flags)
        this.#large.fill(bytes.subarray(body, end), 0)
        start = end
        break
      }
      this.#start = start = next
      if (this.#cipher === undefined) this.#route(this.#owned ? ownedCopy(memory, body, size) : view(memory, body, size), flags)
      else this.#decipher(this.#cipher, bytes, body, size)
    }
    this.#start = start
  }

  /** Passes on all whole messages from `start` as one run, up to what has to be looked at by `#parse`. Returns where that is. */
  #scan(start: number): number {
    const bytes = this.#bytes
    const end = this.#end
    const { room = 0 } = this.#sink
    const { maxMessageSize, maxMessageParts } = this.#limits
    let whole = start
    let count = 0
    let parts = 0
    let total = 0
    for (let at = start; count < room && at + SHORT_HEADER <= end;) {
      const flags = bytes[at] as number
      if (flags > (MORE | LONG)) break
      let body = at + SHORT_HEADER
      let size = bytes[at + 1] as number
      if (flags >= LONG) {
        body = at + LONG_HEADER
        if (body > end) break
        size = readUint64(bytes, at + 1)
      }
      at = body + size
      total += size
      if (at > end || total > maxMessageSize) break
      if ((flags & MORE) === 0) {
        count++
        whole = at
        parts = 0
        total = 0
      } else if (++parts >= maxMessageParts) break
    }
    // A run of one would be one more object.
    if (count < 2) return start
    this.#start = whole
    this.#sink.run?.(new Run(bytes, start, count, this.#owned))
    return whole
  }

  /**
   * In place: these bytes are ours. The flags inside decide: bit 0 is MORE, bit 1 COMMAND (RFC 26; libzmq). Those of the header are
   * ignored, as libzmq does, since they are not authenticated. Some peers set them (chumak repeats MORE there).
   */
  #decipher(cipher: Cipher, bytes: Uint8Array, start: number, size: number): void {
    const flags = cipher.open(bytes, start, size)
    const { overhead } = cipher
    const at = bytes.byteOffset + start + overhead
    const frame = this.#owned ? ownedCopy(bytes.buffer, at, size - overhead) : view(bytes.buffer, at, size - overhead)
    if (flags === 0 && !this.#assembler.unfinished) return this.#sink.message([frame])
    this.#route(frame, (flags & 1) | ((flags & 2) << 1))
  }

  #route(frame: Frame, flags: number): void {
    if ((flags & COMMAND) !== 0) {
      // Counted here and not with its header, which is read again whenever a chunk ends inside the frame.
      if (this.#handshaking) this.#handshakeSize += frame.length
      return this.#sink.command(frame)
    }
    const message = this.#assembler.add(frame, (flags & MORE) !== 0)
    if (message !== undefined) this.#sink.message(message)
  }

  /** Everything that can be wrong with a header. */
  #check(flags: number, size: number): void {
    if ((flags & RESERVED) !== 0) throw frameError(`reserved bits in frame flags 0x${flags.toString(16)}`)
    if (this.#cipher !== undefined) return this.#assembler.check(Math.max(size - this.#cipher.overhead, 0))
    const command = (flags & COMMAND) !== 0
    if (command && (flags & MORE) !== 0) throw frameError('a command with the MORE flag')
    if (this.#handshaking) return this.#checkHandshake(command, size)
    if (!command) return this.#assembler.check(size)
    if (size > this.#maxCommand) {
      throw new ProtocolError('ERR_ZMTP_TOPIC_LENGTH', `a command of ${size} bytes exceeds ${this.#maxCommand}`)
    }
  }

  #checkHandshake(command: boolean, size: number): void {
    if (!command) {
      throw new ProtocolError('ERR_ZMTP_UNEXPECTED_COMMAND', 'a message before the handshake is done')
    }
    const { maxHandshakeSize } = this.#limits
    const total = this.#handshakeSize + size
    if (total > maxHandshakeSize) {
      throw new ProtocolError(
        'ERR_ZMTP_HANDSHAKE_SIZE',
        `a handshake of ${total} bytes or more exceeds maxHandshakeSize ${maxHandshakeSize}`,
      )
    }
  }

  #fill(chunk: Uint8Array, offset: number): number {
    return this.#took(offset + (this.#large as LargeFrame).fill(chunk, offset))
  }

  /** The large frame may be whole now. Returns `next`. */
  #took(next: number): number {
    const frame = (this.#large as LargeFrame).take()
    if (frame === undefined) return next
    if (this.paused) this.#whole = frame
    else this.#deliverWhole(frame)
    return next
  }

  #deliverWhole(frame: Frame): void {
    const { flags } = this.#large as LargeFrame
    this.#large = this.#whole = null
    if (this.#cipher === undefined) this.#route(frame, flags)
    else this.#decipher(this.#cipher, frame, 0, frame.length)
  }

  /** A large frame that begins at `offset` and goes beyond the chunk is copied straight to its own memory. */
  #fillAhead(chunk: Uint8Array, offset: number): number {
    if (this.#handshaking || chunk.length - offset < LONG_HEADER) return offset
    const flags = chunk[offset] as number
    if ((flags & LONG) === 0) return offset
    const size = readUint64(chunk, offset + 1)
    if (offset + LONG_HEADER + size <= chunk.length) return offset
    this.#check(flags, size)
    this.#large = new LargeFrame(size, flags)
    return this.#fill(chunk, offset + LONG_HEADER)
  }

  /** Puts the chunk into the arena, behind the incomplete frame that is there already. */
  #place(chunk: Uint8Array): void {
    const rest = this.#end - this.#start
    const behind = this.#bytes === arena.bytes && this.#end === arena.end
    if (rest > 0 && behind && arena.end + chunk.length <= arena.bytes.length) {
      arena.bytes.set(chunk, arena.end)
      this.#end = arena.end += chunk.length
      return
    }
    const old = this.#bytes
    reserve(rest + chunk.length)
    this.#bytes = arena.bytes
    if (rest > 0) this.#bytes.set(old.subarray(this.#start, this.#end), arena.end)
    this.#bytes.set(chunk, arena.end + rest)
    this.#start = arena.end
    this.#end = arena.end += rest + chunk.length
  }
}

/**
 * A u64 as a number. Above 2^53 it is rounded, which is harmless: every limit is far below, and the comparison with the
 * limit is what it is for. Never `<<`, which would make it negative.
 */
function readUint64(bytes: Uint8Array, offset: number): number {
  let value = 0
  for (let i = 0; i < 8; i++) value = value * 256 + (bytes[offset + i] as number)
  return value
}

function frameError(message: string): ProtocolError {
  return new ProtocolError('ERR_ZMTP_FRAME', `${message} (RFC 37)`)
}
