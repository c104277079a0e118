/** The actor of the smoke program that runs in a thread: it adds, and asks a socket of the thread that started it. */
import { Request, Zactor } from 'tszmq'

Zactor.run(async (pipe, { from }) => {
  await using request = new Request()
  request.connect('inproc://smoke')
  await pipe.signal()
  for await (const [command, argument] of pipe) {
    if (`${command}` === 'add') await pipe.send(`${from + Number(argument)}`)
    else {
      await request.send(argument)
      const [answer] = await request.receive()
      await pipe.send(`${answer.length}`)
    }
  }
})
