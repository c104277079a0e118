/** Woodhouse: a name and a password (PLAIN, RFC 24). They cross the wire in clear text, so it only keeps honest people out. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Context, Pull, Push, Zauth } from 'tszmq'

export async function woodhouse(say: (line: string) => void): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'woodhouse-'))
  const passwords = join(folder, 'passwords')
  await writeFile(passwords, 'admin=secret\n', { mode: 0o600 })

  const context = new Context()
  const auth = await Zauth.start({ context })
  // It is read again when it changes.
  await auth.plain(passwords)

  const server = new Pull({ context, plainServer: true })
  const endpoint = await server.bind('tcp://127.0.0.1:0')

  const liar = new Push({ context, plainUsername: 'admin', plainPassword: 'bogus', stopWhenRefused: true })
  const refused = new Promise<number>((resolve) => liar.events.on('handshake:error:auth', ({ error }) => resolve(error.status)))
  liar.connect(endpoint)
  say(`liar     was refused: ${await refused}`)

  const client = new Push({ context, plainUsername: 'admin', plainPassword: 'secret' })
  client.connect(endpoint)
  await client.send('hello, it is me')
  const { message, peer } = await server.receiveFrom()
  say(`server   got   ${String(message[0])} from ${peer.userId}`)

  for (const socket of [liar, client, server]) socket.close()
  await auth.destroy()
  await rm(folder, { recursive: true })
}
