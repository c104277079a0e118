/** Which mechanism a socket speaks, and in which role, by the options that were set: the last one counts, as in libzmq. */
import type { SocketOptionValues } from '../options/options.ts'

/** How the greeting calls them (RFC 37). */
export type MechanismName = 'NULL' | 'PLAIN' | 'CURVE'

/** Draws the consequence of an option that was just set. One that is unset takes its mechanism back, and no other's. */
export function chooseMechanism(values: SocketOptionValues, name: string): void {
  switch (name) {
    case 'plainServer':
      return chooseRole(values, 'PLAIN', values.plainServer)
    case 'curveServer':
      return chooseRole(values, 'CURVE', values.curveServer)
    case 'plainUsername':
    case 'plainPassword':
      return chooseClient(values, 'PLAIN', values[name] !== null)
    case 'curveServerKey':
      return chooseClient(values, 'CURVE', values.curveServerKey !== null)
    // Either role has a key pair of its own.
    case 'curvePublicKey':
    case 'curveSecretKey':
      if (values[name] !== null) values.mechanism = 'CURVE'
      else if (values.mechanism === 'CURVE') values.mechanism = 'NULL'
  }
}

function chooseRole(values: SocketOptionValues, mechanism: MechanismName, asServer: boolean): void {
  if (asServer) values.mechanism = mechanism
  else if (values.mechanism === mechanism && values.asServer) values.mechanism = 'NULL'
  values.asServer = asServer
}

function chooseClient(values: SocketOptionValues, mechanism: MechanismName, set: boolean): void {
  if (set) {
    values.mechanism = mechanism
    values.asServer = false
  } else if (values.mechanism === mechanism && !values.asServer) values.mechanism = 'NULL'
}
