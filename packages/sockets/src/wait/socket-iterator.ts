/** The async iterator over what a socket receives. It ends when the socket closes. */
export interface SocketIterator<T> extends AsyncIterator<T, undefined> {
  [Symbol.asyncIterator](): this
}
