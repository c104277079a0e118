/** The test kit's clock that stands still, where these tests look for it. */
export { ManualRuntime } from '@tszmq/testkit'
