/** This library's side of an interop scenario: the commands of `InteropSide`, through the public API. */
import { createHash } from 'node:crypto'
import type { InteropSide, SideOptions, Traffic } from '@tszmq/peers'
import { INTEROP_LOGIN, TrafficDigest, trafficBytes, trafficMessage } from '@tszmq/peers'
import type { SocketTypeName } from '@tszmq/zmtp-codec'
import {
  Dealer,
  Pair,
  Publisher,
  Pull,
  Push,
  Reply,
  Request,
  Router,
  Stream,
  Subscriber,
  XPublisher,
  XSubscriber,
} from '../../src/index.ts'
import type { Readable, Socket, Writable } from '../../src/index.ts'

const CLASSES = {
  PAIR: Pair,
  PUB: Publisher,
  SUB: Subscriber,
  XPUB: XPublisher,
  XSUB: XSubscriber,
  REQ: Request,
  REP: Reply,
  DEALER: Dealer,
  ROUTER: Router,
  PUSH: Push,
  PULL: Pull,
  STREAM: Stream,
}

export class OwnSide implements InteropSide {
  #socket!: Socket & Readable & Writable
  #guard: Reply | undefined = undefined

  async guard(): Promise<void> {
    this.#guard = new Reply()
    await this.#guard.bind('inproc://zeromq.zap.01')
    void answerZap(this.#guard)
  }

  /** Closes everything: no peer is admitted any more. */
  leave(): void {
    this.#guard?.close()
  }

  async open(type: SocketTypeName, options: SideOptions): Promise<void> {
    this.#socket = new CLASSES[type as keyof typeof CLASSES](options) as unknown as Socket & Readable & Writable
  }

  async bind(endpoint: string): Promise<string> {
    return this.#socket.bind(endpoint)
  }

  async connect(endpoint: string): Promise<void> {
    this.#socket.connect(endpoint)
  }

  async subscribe(topic: string): Promise<void> {
    if (this.#socket instanceof Subscriber) this.#socket.subscribe(topic)
    else await this.#socket.send(`\x01${topic}`)
  }

  async probe(): Promise<void> {
    await this.#socket.send('probe')
  }

  async receiveOne(): Promise<string[]> {
    return (await this.#socket.receive()).map((frame) => frame.toString('latin1'))
  }

  async send({ kind, count }: Traffic, prefix: readonly string[] = [], decoy?: string): Promise<void> {
    const envelope = envelopeOf(prefix)
    for (let i = 0; i < count; i++) {
      if (decoy !== undefined && i % 10 === 0) await this.#socket.send([decoy, String(i)])
      await this.#socket.send([...envelope, ...trafficMessage(kind, i)])
    }
  }

  async receive(count: number, strip: number, probed?: () => void): Promise<string> {
    const digest = new TrafficDigest()
    for (let i = 0; i < count; i++) {
      let frames = await this.#socket.receive()
      while (i === 0 && frames[0]?.toString() === 'probe') {
        probed?.()
        frames = await this.#socket.receive()
      }
      digest.add(frames.slice(strip))
    }
    return digest.take()
  }

  async ask({ kind, count }: Traffic, prefix: readonly string[], window: number): Promise<string> {
    const digest = new TrafficDigest()
    const envelope = envelopeOf(prefix)
    const read = async (): Promise<void> => digest.add((await this.#socket.receive()).slice(envelope.length))
    for (let i = 0; i < count; i++) {
      await this.#socket.send([...envelope, ...trafficMessage(kind, i)])
      if (i >= window - 1) await read()
    }
    for (let i = Math.min(window - 1, count); i > 0; i--) await read()
    return digest.take()
  }

  async answer(count: number, strip: number): Promise<string> {
    const digest = new TrafficDigest()
    for (let i = 0; i < count; i++) {
      const frames = await this.#socket.receive()
      digest.add(frames.slice(strip))
      await this.#socket.send(frames)
    }
    return digest.take()
  }

  async pour(bytes: number): Promise<string> {
    const [id] = await this.#socket.receive()
    const hash = createHash('sha256')
    for (let at = 0; at < bytes; at += 50_000) {
      await this.#socket.send([id!, trafficBytes(at, Math.min(50_000, bytes - at))])
    }
    for (let got = 0; got < bytes;) {
      const [, data] = await this.#socket.receive()
      got += data!.length
      hash.update(data!)
    }
    return hash.digest('hex')
  }

  async mirror(bytes: number): Promise<string> {
    const [id] = await this.#socket.receive()
    const hash = createHash('sha256')
    for (let got = 0; got < bytes;) {
      const [, data] = await this.#socket.receive()
      got += data!.length
      hash.update(data!)
      await this.#socket.send([id!, data!])
    }
    return hash.digest('hex')
  }

  async hangUp(): Promise<void> {
    this.#socket.linger = 0
    await this.#socket[Symbol.asyncDispose]()
  }
}

function envelopeOf(prefix: readonly string[]): Buffer[] {
  return prefix.map((text) => Buffer.from(text, 'latin1'))
}

/** RFC 27: admits joe with his password, and each peer with a key. */
async function answerZap(handler: Reply): Promise<void> {
  const { plainUsername, plainPassword } = INTEROP_LOGIN
  for await (const [version, id, , , , mechanism, name, password] of handler) {
    const known = String(mechanism) === 'CURVE' || (String(name) === plainUsername && String(password) === plainPassword)
    await handler.send([version!, id!, known ? '200' : '400', '', '', ''])
  }
}
