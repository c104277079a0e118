/** A thread that is one of the actors, as it is told. */
import { Zactor } from '@tszmq/zactor'
import { ACTORS } from './actors.mjs'

Zactor.run((pipe, { actor, ...args }) => ACTORS[actor](pipe, args))
