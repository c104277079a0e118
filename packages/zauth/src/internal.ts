/** For sibling packages only; unstable. */
export * from './index.ts'
export { encodeZapReply } from './zap-reply.ts'
export { isFault, parseZapRequest } from './zap-request.ts'
