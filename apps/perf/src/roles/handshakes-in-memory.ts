/** The same handshakes between two engines of our codec, handed to and fro in memory: what they cost without sockets. */
import type { Engine, EngineSink, MechanismPlugin } from '@tszmq/zmtp-codec'
import type * as Zmtp from '@tszmq/zmtp-codec'
import type { Control } from '../control.ts'
import { CoreTime } from '../core-time.ts'
import type { HandshakesInMemoryTask } from '../task.ts'

/** Loaded by the run: whoever measures something else does without. */
type Codec = typeof Zmtp

export async function handshakesInMemory(task: HandshakesInMemoryTask, control: Control): Promise<void> {
  const codec = await import('@tszmq/zmtp-codec')
  const { curveClient, curveServer } = await import('@tszmq/zmtp-codec/curve')
  const { loadCurveCrypto } = await import('@tszmq/sockets/internal')
  const crypto = await loadCurveCrypto()
  const { z85Decode } = codec
  const { server, client } = task.curve
  const asServer = curveServer({ crypto, publicKey: z85Decode(server.curvePublicKey), secretKey: z85Decode(server.curveSecretKey) })
  const asClient = curveClient({
    crypto,
    serverKey: z85Decode(client.curveServerKey),
    publicKey: z85Decode(client.curvePublicKey),
    secretKey: z85Decode(client.curveSecretKey),
  })
  for (let done = 0; done < task.warmup; done += 1) shake(codec, asServer, asClient)
  const time = new CoreTime()
  for (let done = 0; done < task.count; done += 1) shake(codec, asServer, asClient)
  control.report({ event: 'handshakes', count: task.count, seconds: time.seconds })
}

/** Throws unless both ends are ready. */
function shake(codec: Codec, asServer: MechanismPlugin, asClient: MechanismPlugin): void {
  const server = new End(codec, 'PULL', asServer)
  const client = new End(codec, 'PUSH', asClient)
  while (client.handTo(server) || server.handTo(client));
  if (!server.isReady || !client.isReady) throw new Error('a handshake came to a halt')
  for (const end of [server, client]) end.engine.destroy()
}

/** One end of a connection; as the server it lets everybody in. */
class End implements EngineSink {
  readonly engine: Engine
  isReady = false

  constructor({ ZmtpEngine, DEFAULT_LIMITS }: Codec, socketType: 'PULL' | 'PUSH', mechanism: MechanismPlugin) {
    const nothing = { routingId: new Uint8Array(0), properties: new Map<string, string>() }
    this.engine = new ZmtpEngine(this, { socketType, ...nothing, mechanisms: [mechanism], authenticate: false, limits: DEFAULT_LIMITS })
  }

  ready(): void {
    this.isReady = true
  }

  authenticate(): void {
    this.engine.authorize({ status: 200 })
  }

  message(): void {}
  ping(): void {}
  pong(): void {}

  /** False when there is nothing to hand over. */
  handTo(other: End): boolean {
    const chunks = this.engine.take()
    for (const chunk of chunks) other.engine.receive(chunk)
    this.engine.recycle()
    return chunks.length > 0
  }
}
