/** Interop under CURVE with zeromq.js and the libzmq inside it. */
import { describeInterop } from './describe-interop.ts'

describeInterop('zeromq.js', 'CURVE')
