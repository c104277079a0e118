/** Pipeline (RFC 30): tasks are dealt to workers in turn, results are gathered in one place. It goes one way. */
import { Pull, Push } from 'tszmq'

const WORKERS = 3
const TASKS = 9

export async function pipeline(say: (line: string) => void): Promise<void> {
  // The two ends are the fixed places; workers come and go between them.
  const source = new Push()
  const sink = new Pull()
  const arrivals = source.events
  const tasks = await source.bind('tcp://127.0.0.1:0')
  const results = await sink.bind('tcp://127.0.0.1:0')
  say(`source   bound to ${tasks}`)
  say(`sink     bound to ${results}`)

  const inputs: Pull[] = []
  const work = async (name: string): Promise<void> => {
    const input = new Pull()
    const output = new Push()
    inputs.push(input)
    input.connect(tasks)
    output.connect(results)
    for await (const [task] of input) await output.send([name, `${String(task)}² = ${Number(task) ** 2}`])
    output.close()
  }
  const working = Array.from({ length: WORKERS }, (_, i) => work(`worker ${i + 1}`))

  // PUSH deals to whoever is there: wait for all, or the first one gets everything.
  for (let there = 0; there < WORKERS;) {
    const event = await arrivals.receive()
    if (event.type === 'handshake') say(`source   greets worker number ${++there}`)
  }
  for (let task = 1; task <= TASKS; task++) await source.send(`${task}`)

  // Results come as workers finish, in no order of tasks.
  for (let result = 0; result < TASKS; result++) {
    const [name, text] = await sink.receive()
    say(`sink     got ${String(text)} from ${String(name)}`)
  }

  // A loop over a socket ends when the socket is closed.
  for (const input of inputs) input.close()
  await Promise.all(working)
  source.close()
  sink.close()
}
