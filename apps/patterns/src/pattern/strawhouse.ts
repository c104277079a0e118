/** Strawhouse: the authenticator says from which addresses peers may come. Nothing is encrypted, and addresses can be borrowed. */
import { Context, Pull, Push, Zauth } from 'tszmq'

export async function strawhouse(say: (line: string) => void): Promise<void> {
  const context = new Context()
  const auth = await Zauth.start({ context })
  await auth.allow('127.0.0.1')

  // With a domain, peers without a mechanism are asked about too; enforced, nobody comes in while there is nobody to ask.
  const server = new Pull({ context, zapDomain: 'global', zapEnforceDomain: true })
  const endpoint = await server.bind('tcp://127.0.0.1:0')
  const client = new Push({ context })
  client.connect(endpoint)
  await client.send('hello from 127.0.0.1')
  say(`server   got   ${String((await server.receive())[0])}`)

  // The other way round: all but this address. Who was allowed before stays so, hence an authenticator of its own.
  const other = new Context()
  const guard = await Zauth.start({ context: other })
  await guard.deny('127.0.0.0/8')
  const closed = new Pull({ context: other, zapDomain: 'global', zapEnforceDomain: true })
  const stranger = new Push({ context: other, stopWhenRefused: true })
  const refused = new Promise<number>((resolve) => stranger.events.on('handshake:error:auth', ({ error }) => resolve(error.status)))
  stranger.connect(await closed.bind('tcp://127.0.0.1:0'))
  say(`stranger was refused: ${await refused}`)

  for (const socket of [client, server, stranger, closed]) socket.close()
  await Promise.all([auth.destroy(), guard.destroy()])
}
