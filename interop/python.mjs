/** Which python3 has Debian's packages: one that was installed beside the system's does not see them. */
import { spawnSync } from 'node:child_process'

export const python = ['/usr/bin/python3', 'python3'].find((name) => spawnSync(name, ['-c', 'import zmq']).status === 0) ?? 'python3'
