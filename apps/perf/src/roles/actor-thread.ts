/** The module of a thread that is such an actor. */
import { Zactor } from 'tszmq'
import { answer } from './answer.ts'

Zactor.run(answer)
