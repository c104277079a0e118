/** Turns of the event loop: how a test waits for what needs no time, but the system's or another socket's turn. It never sleeps. */

/** Tests that have ended. */
let ended = 0

/** Whoever waits still in a test waits no more: what is told after each test. */
export function endWaits(): void {
  ended++
}

/** Lets everything that is ready have its turn. */
export function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}

export async function turns(count: number): Promise<void> {
  for (let i = 0; i < count; i++) await turn()
}

/** Waits until `holds`, or the test has run out of its time: that is the only limit. */
export async function until(holds: () => boolean): Promise<void> {
  const test = ended
  while (!holds() && ended === test) await turn()
}
