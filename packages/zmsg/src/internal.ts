/** For sibling packages only; unstable. */
export * from './index.ts'
export { checkBinary } from './binary-picture.ts'
export { checkPicture } from './picture.ts'
