/** Stonehouse: everything is encrypted (CURVE, RFC 26) and the client knows that it met its server. Any client may come. */
import { Context, Pull, Push, Zauth, Zcert } from 'tszmq'

export async function stonehouse(say: (line: string) => void): Promise<void> {
  const context = new Context()
  const auth = await Zauth.start({ context })
  await auth.curve('*')

  // Each side has a pair of keys; of the server's the public one is given to its clients beforehand.
  const [serverCert, clientCert] = [new Zcert(), new Zcert()]

  const server = new Pull({ context, curveServer: true })
  serverCert.apply(server)
  const client = new Push({ context, curveServerKey: serverCert.publicTxt })
  clientCert.apply(client)
  client.connect(await server.bind('tcp://127.0.0.1:0'))
  await client.send('hello, nobody else can read this')
  const { message, peer } = await server.receiveFrom()
  say(`server   got   ${String(message[0])}`)
  say(`server   knows the key of whom it met: ${peer.userId === clientCert.publicTxt ? "the client's" : 'nobody'}`)

  client.close()
  server.close()
  await auth.destroy()
}
