/** Request-reply (RFC 28): a client asks and waits, a server answers whoever asked. Neither can get out of step. */
import { Reply, Request } from 'tszmq'

export async function requestReply(say: (line: string) => void): Promise<void> {
  // Who is found at a fixed place binds; port 0 lets the system choose, and bind() tells what it chose.
  const server = new Reply()
  const endpoint = await server.bind('tcp://127.0.0.1:0')
  say(`server   bound to ${endpoint}`)

  // A server is a loop: take a request, send its reply. The reply finds its way back by itself. close() ends the loop.
  const serving = (async () => {
    for await (const [question] of server) {
      say(`server   got   ${String(question)}`)
      await server.send(`${String(question)}, and hello to you`)
    }
  })()

  const client = new Request()
  client.connect(endpoint)
  for (const name of ['Ada', 'Grace', 'Barbara']) {
    await client.send(`hello from ${name}`)
    const [answer] = await client.receive()
    say(`client   got   ${String(answer)}`)
  }

  // RFC 28: after a request comes its reply. A second request waits for that, or is refused if it may not wait.
  await client.send('one')
  try {
    await client.send('two', { timeout: 0 })
  } catch (error) {
    say(`client   was refused a second request: ${(error as { code: string }).code}`)
  }
  await client.receive()

  client.close()
  server.close()
  await serving
}
