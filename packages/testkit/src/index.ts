/** The test kit's door. A list of names, no logic. */
export { ConnRecorder } from './conn-recorder.ts'
export { describeTransport, type Skip, type TransportSubject } from './describe-transport.ts'
