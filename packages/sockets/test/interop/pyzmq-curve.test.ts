/** Interop under CURVE with the system's libzmq, by way of Python. */
import { describeInterop } from './describe-interop.ts'

describeInterop('pyzmq', 'CURVE')
