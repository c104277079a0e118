/** The part of the zeromq.js API that the workers use, and the packages that offer it. */
import type { CurveClientEnd, CurveServerEnd } from './curve-ends.ts'

export type LibraryName = 'ours' | 'owned' | 'addon'
export type Frame = Uint8Array
export type Message = Frame[]

export interface Socket {
  readonly lastEndpoint: string | null
  bind(endpoint: string): Promise<unknown>
  connect(endpoint: string): void
  close(): void
}

/** `trySend` is an addition of ours. */
export interface Sender extends Socket {
  send(message: Frame | Message): Promise<void>
  trySend?(message: Frame | Message): boolean
}

/** `batches` is an addition of ours. */
export interface Receiver extends Socket, AsyncIterable<Message> {
  receive(): Promise<Message>
  batches?(): AsyncIterable<Message[]>
}

export interface SubscribingReceiver extends Receiver {
  subscribe(...prefixes: string[]): void
}

export interface RunningProxy {
  run(): Promise<void>
  terminate(): void
}

/** The proxy as an actor, an addition of ours. */
export interface ProxyActor {
  frontEnd(type: string, endpoints: string): Promise<string>
  backEnd(type: string, endpoints: string): Promise<string>
  destroy(): Promise<void>
}

interface PullOptions extends Partial<CurveServerEnd> {
  backlog?: number
}

/** With `noDrop` a publisher drops no message: each subscriber receives all of them, and the run ends. */
interface PublisherOptions {
  noDrop?: boolean
  sendHighWaterMark?: number
}

interface SubscriberOptions {
  receiveHighWaterMark?: number
}

export interface Library {
  Push: new (options?: Partial<CurveClientEnd>) => Sender
  Pull: new (options?: PullOptions) => Receiver
  Request: new () => Sender & Receiver
  Reply: new () => Sender & Receiver
  Publisher: new (options?: PublisherOptions) => Sender
  Subscriber: new (options?: SubscriberOptions) => SubscribingReceiver
  XPublisher: new (options?: PublisherOptions) => Sender & Receiver
  XSubscriber: new () => Sender & Receiver
  Proxy: new (front: Sender & Receiver, back: Sender & Receiver) => RunningProxy
  Zproxy?: { start(): Promise<ProxyActor> }
}

const loaders: Record<LibraryName, () => Promise<unknown>> = {
  ours: () => import('tszmq'),
  owned,
  addon: () => import('zeromq'),
}

export const packageNames: Record<LibraryName, string> = { ours: 'tszmq', owned: 'tszmq', addon: 'zeromq' }

/** tszmq, with frames that own their memory. */
async function owned(): Promise<unknown> {
  const library = await import('tszmq')
  const classes = library as unknown as Record<string, new (options: object) => object>
  const receiving = ['Pull', 'Request', 'Reply', 'Subscriber', 'XPublisher', 'XSubscriber'].map((name) => {
    const made = class extends (classes[name] as new (options: object) => object) {
      constructor(options: object = {}) {
        super({ receiveMemory: 'owned', ...options })
      }
    }
    return [name, made]
  })
  return { ...library, ...Object.fromEntries(receiving) }
}

export async function loadLibrary(name: LibraryName): Promise<Library> {
  const library = await loaders[name]()
  if (!offersSockets(library)) throw new Error(`${packageNames[name]} exports no sockets`)
  return library
}

/** Why a library cannot take part, or undefined when it can. */
export async function whyMissing(name: LibraryName): Promise<string | undefined> {
  try {
    await loadLibrary(name)
    return undefined
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    if (code?.endsWith('MODULE_NOT_FOUND') === true) return `${packageNames[name]} is not installed or not built`
    return `${packageNames[name]} cannot be loaded: ${message}`
  }
}

function offersSockets(value: unknown): value is Library {
  if (typeof value !== 'object' || value === null) return false
  const exported = value as Record<string, unknown>
  return ['Push', 'Pull', 'Request', 'Reply'].every((name) => typeof exported[name] === 'function')
}
