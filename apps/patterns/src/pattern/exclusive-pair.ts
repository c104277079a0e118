/** Exclusive pair (RFC 31): exactly two, both ways, for parts of one program that belong together. A third is turned away. */
import { Pair } from 'tszmq'

export async function exclusivePair(say: (line: string) => void): Promise<void> {
  // inproc joins sockets of one process: no network between, messages are handed over as they are.
  const left = new Pair()
  const right = new Pair()
  await left.bind('inproc://exclusive-pair')
  right.connect('inproc://exclusive-pair')

  // No turns to keep: each side sends and receives when it likes.
  await left.send('are you there?')
  await left.send(['a message', 'of three', 'frames'])
  say(`right    got ${(await right.receive()).join(' ')}`)
  say(`right    got ${(await right.receive()).join(' ')}`)
  await right.send('yes, and done')
  say(`left     got ${(await left.receive()).join(' ')}`)

  // The place is taken: what a third one sends reaches nobody, so it asks for an answer within 50 ms.
  const third = new Pair({ linger: 0, sendTimeout: 50 })
  // An event tells both sides. Without a listener for it, a warning is printed.
  for (const socket of [left, third]) socket.events.on('handshake:error:other', () => undefined)
  left.events.once('handshake:error:other', ({ error }) => say(`left     turned one away: ${error.code}`))
  third.connect('inproc://exclusive-pair')
  try {
    await third.send('may I join?')
    say('third    was let in, which must not be')
  } catch (error) {
    say(`third    was turned away: ${(error as { code: string }).code}`)
  }

  for (const socket of [left, right, third]) socket.close()
}
