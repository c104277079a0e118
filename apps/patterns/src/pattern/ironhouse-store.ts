/** Ironhouse with a store: the certificates of the clients are files of a directory, as `zmakecert` makes them, and can be added at any time. */
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Context, Pull, Push, Zauth, Zcert } from 'tszmq'

export async function ironhouseStore(say: (line: string) => void): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'ironhouse-'))
  const store = join(folder, 'clients')
  await mkdir(store)
  await new Zcert().save(join(folder, 'server.cert'))
  const serverCert = await Zcert.load(join(folder, 'server.cert'))

  const context = new Context()
  const auth = await Zauth.start({ context })
  await auth.curve(store)
  const server = new Pull({ context, curveServer: true, zapDomain: 'global', zapEnforceDomain: true })
  serverCert.apply(server)
  const endpoint = await server.bind('tcp://127.0.0.1:0')

  const clientCert = new Zcert()
  const client = new Push({ context, curveServerKey: serverCert.publicTxt, reconnectInterval: 10 })
  clientCert.apply(client)
  const refused = new Promise<number>((resolve) => client.events.on('handshake:error:auth', ({ error }) => resolve(error.status)))
  client.connect(endpoint)
  say(`client   was refused: ${await refused}`)

  // It tries again by itself, and is let in as soon as its certificate is there.
  clientCert.setMeta('name', 'Grace')
  await clientCert.savePublic(join(store, 'grace.cert'))
  await client.send('hello again')
  const { message, peer } = await server.receiveFrom()
  say(`server   got   ${String(message[0])} from ${peer.properties.get('name') ?? 'nobody'}, once its certificate was there`)

  client.close()
  server.close()
  await auth.destroy()
  await rm(folder, { recursive: true })
}
