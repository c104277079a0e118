/** The test kit's manual clock. */
export { ManualRuntime } from '@tszmq/testkit'
