/** Selects the mechanism of a socket and its role by the options: as in libzmq, the option that was set last decides. */
import type { SocketOptionValues } from '../options/options.ts'

/** Names of mechanisms in the greeting (RFC 37). */
export type MechanismName = 'NULL' | 'PLAIN' | 'CURVE'

/** Called after option `name` was set. An option that is unset deselects only its own mechanism. */
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
