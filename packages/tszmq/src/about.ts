/** The version and the capabilities, in the terms of zeromq.js. */

/** The version of libzmq whose behaviour this follows. */
export const version = '4.3.5'

/** The features of libzmq that are built in. */
export const capability = { ipc: true, pgm: false, tipc: false, norm: false, curve: true, gssapi: false, draft: false }
