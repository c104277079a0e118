/** Grasslands: no security. Whoever finds the endpoint is in, and whoever is on the way can listen. */
import { Pull, Push } from 'tszmq'

export async function grasslands(say: (line: string) => void): Promise<void> {
  const server = new Pull()
  const client = new Push()
  client.connect(await server.bind('tcp://127.0.0.1:0'))
  await client.send('hello, whoever listens')
  const [message] = await server.receive()
  say(`server   got   ${String(message)}`)
  say(`server   speaks ${server.securityMechanism ?? 'no mechanism'}: anybody may come, anybody may listen`)
  client.close()
  server.close()
}
