/** An actor that answers every command with success. */
import type { ActorPipe } from 'tszmq'

export async function answer(pipe: ActorPipe): Promise<void> {
  await pipe.signal()
  for await (const command of pipe) {
    void command
    await pipe.signal()
  }
}
