/** The names of hosts and network interfaces: the interface, which a test implements itself, and the system's. */
import type { NetworkInterfaceInfo } from 'node:os'
import { nodeDns, nodeFs, nodeOs } from '../node/node-modules.ts'

/** Resolves the names of hosts and network interfaces. */
export interface Names {
  /** Returns the numeric addresses of a host name, in the order to try them. `family` 0 means both. Rejects if there are none. */
  lookup(host: string, family: 4 | 6 | 0): Promise<readonly string[]>
  /** Returns the addresses of a network interface, or undefined if there is no such interface. */
  addressesOf(interfaceName: string): readonly string[] | undefined
  /** Returns the name of the network interface with that number, or undefined if there is no such interface. */
  interfaceName?(index: number): string | undefined
}

/** The names of this system. */
export const systemNames: Names = {
  async lookup(host, family) {
    const found = await nodeDns().lookup(host, { all: true, family, verbatim: true })
    return found.map((entry) => entry.address)
  },
  addressesOf(interfaceName) {
    return nodeOs()
      .networkInterfaces()
      [interfaceName]?.map((entry) => entry.address)
  },
  interfaceName(index) {
    return Object.entries(nodeOs().networkInterfaces()).find(
      ([name, entries]) => entries?.some(scoped) === true || linuxIndex(name) === index,
    )?.[0]

    function scoped(entry: NetworkInterfaceInfo): boolean {
      return entry.family === 'IPv6' && entry.scopeid === index
    }
  },
}

// Node gives the number of an interface only with link-local addresses. On Linux the kernel gives it for every interface.
function linuxIndex(name: string): number | undefined {
  if (process.platform !== 'linux') return undefined
  try {
    return Number(nodeFs().readFileSync(`/sys/class/net/${name}/ifindex`, 'latin1'))
  } catch {
    return undefined
  }
}
