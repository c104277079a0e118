/** A Jupyter kernel in C++ (xeus-python), over libzmq. */
import { rolesOfKernel } from '../jupyter.mjs'

export const packages = ['xpython', 'python3-ipython']
export const version = `xpython --version 2>&1`

export const roles = rolesOfKernel((connection) => ['xpython', ['-f', connection]])
