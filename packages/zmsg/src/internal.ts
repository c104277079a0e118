/** The exports for the other packages of this library. Unstable. */
export * from './index.ts'
export { checkBinary } from './binary-picture.ts'
export { checkPicture } from './picture.ts'
