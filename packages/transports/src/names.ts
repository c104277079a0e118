/** Where names come from: the system's resolver and its network interfaces. A test brings its own. */
import { nodeDns, nodeOs } from './node-modules.ts'

export interface Names {
  /** The addresses of a host name, numeric, in the order to try them. Rejects when there are none. */
  lookup(host: string, family: 4 | 6 | 0): Promise<readonly string[]>
  /** The addresses of one network interface; undefined when there is no such interface. */
  addressesOf(interfaceName: string): readonly string[] | undefined
}

/** This system's. */
export const systemNames: Names = {
  async lookup(host, family) {
    const found = await nodeDns().lookup(host, { all: true, family, verbatim: true })
    return found.map((entry) => entry.address)
  },
  addressesOf(interfaceName) {
    return nodeOs().networkInterfaces()[interfaceName]?.map((entry) => entry.address)
  },
}
