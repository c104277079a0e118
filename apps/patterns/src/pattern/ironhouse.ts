/** Ironhouse: CURVE, and only clients whose certificate the server has. */
import { Context, Pull, Push, Zauth, Zcert, Zcertstore } from 'tszmq'

export async function ironhouse(say: (line: string) => void): Promise<void> {
  const [serverCert, clientCert, strangerCert] = [new Zcert(), new Zcert(), new Zcert()]
  clientCert.setMeta('name', 'Ada')
  const known = new Zcertstore()
  known.insert(clientCert)

  const context = new Context()
  const auth = await Zauth.start({ context, certificates: known })
  const server = new Pull({ context, curveServer: true, zapDomain: 'global', zapEnforceDomain: true })
  serverCert.apply(server)
  const endpoint = await server.bind('tcp://127.0.0.1:0')

  const stranger = new Push({ context, curveServerKey: serverCert.publicTxt, stopWhenRefused: true })
  strangerCert.apply(stranger)
  const refused = new Promise<number>((resolve) => stranger.events.on('handshake:error:auth', ({ error }) => resolve(error.status)))
  stranger.connect(endpoint)
  say(`stranger was refused: ${await refused}`)

  const client = new Push({ context, curveServerKey: serverCert.publicTxt })
  clientCert.apply(client)
  client.connect(endpoint)
  await client.send('hello from a friend')
  const { message, peer } = await server.receiveFrom()
  say(`server   got   ${String(message[0])}, ${peer.properties.get('name') ?? 'nameless'}`)

  for (const socket of [stranger, client, server]) socket.close()
  await auth.destroy()
}
