/**
 * Decodes the framing of ZMTP 2.0 and 3.x (RFC 37): chunks in, whole messages and commands out. Its cost is linear, wherever the bytes are
 * split. It checks flags and limits before it allocates memory for a frame.
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

/** An incomplete frame of more bytes than this gets memory of its own, so its first bytes are copied only once. */
const OWN_MEMORY = 256

/** Bytes of a command besides its topic: name, length and flags. */
const COMMAND_ROOM = 64

/** Most bytes of an incomplete frame that stay after `#parse`. They are copied out of the arena. */
const REST = OWN_MEMORY + LONG_HEADER

/** Size of a chunk from which that copy is worth its cost. */
const BULK = 4096

const NOTHING = allocate(0)

/** Receives what a decoder decodes. */
export interface DecoderSink {
  /** A whole message has arrived. */
  message(message: Message): void
  /** Number of messages that one `run` may have now. */
  readonly room?: number
  /** Several messages have arrived. Called only after `enableRuns`. */
  run?(run: Run): void
  /** A command has arrived. */
  command(body: Uint8Array): void
}

/** A decoder of any framing. */
export interface FrameDecoder {
  /** While true, bytes are kept and nothing is delivered. */
  paused: boolean
  /** Decodes a chunk. `own`: the chunk belongs to the decoder, otherwise the caller may reuse it. Default false. */
  push(chunk: Uint8Array, own?: boolean): void
  /** Ends the pause, and delivers what was kept. */
  resume(): void
}

/** The decoder of one connection. */
export class Decoder implements FrameDecoder {
  paused = false
  /** True until the handshake is done. Only commands are allowed then, up to maxHandshakeSize. */
  #handshaking: boolean
  /** Set once traffic is encrypted. */
  #cipher: Cipher | undefined = undefined
  /** A frame without flags up to this size needs neither a check nor decryption. At -1 every frame does. */
  #uncheckedSize: number
  /** Whether messages are delivered as runs if possible. */
  #deliversRuns = false
  readonly #sink: DecoderSink
  readonly #limits: Limits
  readonly #assembler: Assembler
  readonly #maxCommand: number
  /** Whether each frame gets memory of its own. */
  readonly #owned: boolean
  #handshakeSize = 0
  #bytes: Uint8Array = NOTHING
  #start = 0
  #end = 0
  /** Memory for an incomplete frame between two chunks. */
  #rest: Uint8Array | null = null
  #large: LargeFrame | null = null
  /** The frame of `#large`, if its last byte arrived during a pause. */
  #keptFrame: Frame | null = null

  /** `owned`: each frame gets memory of its own. This is always so in a runtime that cannot protect pooled memory. Default false. */
  constructor(sink: DecoderSink, limits: Limits, handshaking: boolean, owned = false) {
    this.#sink = sink
    this.#limits = limits
    this.#handshaking = handshaking
    this.#uncheckedSize = handshaking ? -1 : limits.maxMessageSize
    this.#assembler = new Assembler(limits)
    this.#maxCommand = Math.max(limits.maxTopicLength + COMMAND_ROOM, limits.maxHandshakeSize)
    this.#owned = owned || !canPool()
  }

  /** Allows messages from now on. They are decrypted with `cipher`, if there is one. */
  endHandshake(cipher: Cipher | undefined): void {
    this.#handshaking = false
    this.#cipher = cipher
    this.#uncheckedSize = cipher === undefined ? this.#limits.maxMessageSize : -1
  }

  /** Delivers runs from now on. Has no effect if traffic is encrypted. */
  enableRuns(): void {
    this.#deliversRuns = this.#cipher === undefined
  }

  /**
   * Decodes a chunk, and calls the sink for each whole message or command. The caller may reuse `chunk` afterwards, unless `own` is true:
   * then the chunk itself becomes the frame if it is exactly the body of a large frame. Throws ProtocolError; the decoder cannot be used
   * after that.
   */
  push(chunk: Uint8Array, own = false): void {
    let offset = 0
    if (this.#large !== null && this.#keptFrame === null) {
      offset = own && this.#large.adopt(chunk, this.#owned) ? this.#endFill(chunk.length) : this.#fill(chunk, 0)
      if (offset === chunk.length) return
    }
    if (this.#start === this.#end && this.#keptFrame === null) {
      offset = this.#fillAhead(chunk, offset)
      if (offset === chunk.length) return
    }
    this.#place(offset === 0 ? chunk : chunk.subarray(offset))
    this.#parse()
    this.#release(chunk.length)
  }

  /**
   * Releases the arena after a chunk of `size` bytes. Otherwise a connection keeps a whole piece of it alive between two chunks, and the
   * garbage collector frees such an old object late.
   */
  #release(size: number): void {
    const rest = this.#end - this.#start
    if (rest === 0) {
      this.#bytes = NOTHING
      this.#start = this.#end = 0
    } else if (rest <= REST && size >= BULK && !this.paused) {
      // Only an incomplete frame: during a pause there may be whole ones, whose messages would be views of memory that is used again.
      this.#rest ??= allocate(REST)
      this.#rest.set(this.#bytes.subarray(this.#start, this.#end))
      this.#bytes = this.#rest
      this.#start = 0
      this.#end = rest
    }
  }

  resume(): void {
    this.paused = false
    if (this.#keptFrame !== null) this.#deliverLarge(this.#keptFrame)
    this.#parse()
  }

  /** Handles all complete frames. An incomplete one stays between `#start` and `#end`, or in `#large`. */
  #parse(): void {
    const bytes = this.#bytes
    const memory = bytes.buffer
    const end = this.#end
    let start = this.#start
    while (start + SHORT_HEADER <= end && !this.paused) {
      if (this.#deliversRuns && !this.#assembler.unfinished) {
        start = this.#scan(start)
        if (start + SHORT_HEADER > end || this.paused) break
      }
      const flags = bytes[start] as number
      let body = start + SHORT_HEADER
      let size = bytes[start + 1] as number
      // The fast path: most frames are short messages of one frame.
      if (flags === 0 && size <= this.#uncheckedSize && !this.#assembler.unfinished) {
        const next = body + size
        if (next > end) break
        // The sink may close the connection or end the handshake, so the state must be right before the call.
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
      if (this.#cipher === undefined) this.#deliver(this.#owned ? ownedCopy(memory, body, size) : view(memory, body, size), flags)
      else this.#decipher(this.#cipher, bytes, body, size)
    }
    this.#start = start
  }

  /** Delivers the whole messages from `start` as one run, up to a frame that `#parse` must handle. Returns the offset of that frame. */
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
    // A run of one message would only cost one more object.
    if (count < 2) return start
    this.#start = whole
    this.#sink.run?.(new Run(bytes, start, count, this.#owned))
    return whole
  }

  /**
   * Decrypts a frame in place and delivers it. The flags inside count: bit 0 is MORE, bit 1 COMMAND (RFC 26). Those of the header are
   * ignored, as in libzmq, since they are not authenticated. Some peers set them (chumak repeats MORE there).
   */
  #decipher(cipher: Cipher, bytes: Uint8Array, start: number, size: number): void {
    const flags = cipher.open(bytes, start, size)
    const { overhead } = cipher
    const at = bytes.byteOffset + start + overhead
    const frame = this.#owned ? ownedCopy(bytes.buffer, at, size - overhead) : view(bytes.buffer, at, size - overhead)
    if (flags === 0 && !this.#assembler.unfinished) return this.#sink.message([frame])
    this.#deliver(frame, (flags & 1) | ((flags & 2) << 1))
  }

  #deliver(frame: Frame, flags: number): void {
    if ((flags & COMMAND) !== 0) {
      // Counted here and not with the header, which is parsed again if a chunk ends inside the frame.
      if (this.#handshaking) this.#handshakeSize += frame.length
      return this.#sink.command(frame)
    }
    const message = this.#assembler.add(frame, (flags & MORE) !== 0)
    if (message !== undefined) this.#sink.message(message)
  }

  /** Checks a frame header. Throws ProtocolError. */
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
    return this.#endFill(offset + (this.#large as LargeFrame).fill(chunk, offset))
  }

  /** Delivers the large frame if it is complete now. Returns `next`. */
  #endFill(next: number): number {
    const frame = (this.#large as LargeFrame).whole()
    if (frame === undefined) return next
    if (this.paused) this.#keptFrame = frame
    else this.#deliverLarge(frame)
    return next
  }

  #deliverLarge(frame: Frame): void {
    const { flags } = this.#large as LargeFrame
    this.#large = this.#keptFrame = null
    if (this.#cipher === undefined) this.#deliver(frame, flags)
    else this.#decipher(this.#cipher, frame, 0, frame.length)
  }

  /** Copies a large frame that begins at `offset` and extends beyond the chunk directly to its own memory. */
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

  /** Copies the chunk to the arena, after the incomplete frame that is already there. */
  #place(chunk: Uint8Array): void {
    const rest = this.#end - this.#start
    const isContiguous = this.#bytes === arena.bytes && this.#end === arena.end
    if (rest > 0 && isContiguous && arena.end + chunk.length <= arena.bytes.length) {
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
 * Reads a u64. Above 2^53 it is rounded, which is harmless: it is only compared with limits, which are far smaller. `<<` could make it
 * negative.
 */
function readUint64(bytes: Uint8Array, offset: number): number {
  let value = 0
  for (let i = 0; i < 8; i++) value = value * 256 + (bytes[offset + i] as number)
  return value
}

function frameError(message: string): ProtocolError {
  return new ProtocolError('ERR_ZMTP_FRAME', `${message} (RFC 37)`)
}
