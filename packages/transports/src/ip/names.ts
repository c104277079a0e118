/** Where names come from: the system's resolver and its network interfaces. A test brings its own. */
import type { NetworkInterfaceInfo } from 'node:os'
import { nodeDns, nodeFs, nodeOs } from '../node/node-modules.ts'

export interface Names {
  /** The addresses of a host name, numeric, in the order to try them. Rejects when there are none. */
  lookup(host: string, family: 4 | 6 | 0): Promise<readonly string[]>
  /** The addresses of one network interface; undefined when there is no such interface. */
  addressesOf(interfaceName: string): readonly string[] | undefined
  /** The name of the network interface with that number; undefined when there is no such interface. */
  interfaceName?(index: number): string | undefined
}

/** This system's. */
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

// Only link-local addresses come with the number of their interface; on Linux the kernel tells it for each.
function linuxIndex(name: string): number | undefined {
  if (process.platform !== 'linux') return undefined
  try {
    return Number(nodeFs().readFileSync(`/sys/class/net/${name}/ifindex`, 'latin1'))
  } catch {
    return undefined
  }
}
