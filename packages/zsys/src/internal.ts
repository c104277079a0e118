/** For sibling packages only; unstable. */
export * from './index.ts'
export { contained, quoted } from './logger.ts'
