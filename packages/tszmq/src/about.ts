/** What this is and can, in the terms of zeromq.js. */

/** The version of libzmq whose behaviour this follows. */
export const version = '4.3.5'

/** What is built in. `draft`, `curve` and the native transports are not. */
export const capability = { ipc: true, pgm: false, tipc: false, norm: false, curve: true, gssapi: false, draft: false }
