/** A Jupyter kernel in Python (ipykernel), over pyzmq. */
import { rolesOfKernel } from '../jupyter.mjs'
import { python } from '../python.mjs'

export const packages = ['python3-ipykernel', 'python3-jupyter-client']
export const version = `${python} -c 'import ipykernel; print("ipykernel", ipykernel.__version__)'`

export const roles = rolesOfKernel((connection) => [python, ['-m', 'ipykernel_launcher', '-f', connection]])
