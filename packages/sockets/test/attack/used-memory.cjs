/** J1: loaded first, it fills uninitialized memory with a pattern, which must never appear in a message. */
const dirty = (size) => Buffer.alloc(size, Buffer.of(0xa5, 0x5a))
Buffer.allocUnsafe = dirty
Buffer.allocUnsafeSlow = dirty
