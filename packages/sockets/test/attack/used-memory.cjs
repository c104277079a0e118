/** J1: loaded before all else, it makes memory that nobody has written to look used: a pattern that must never be seen outside. */
const dirty = (size) => Buffer.alloc(size, Buffer.of(0xa5, 0x5a))
Buffer.allocUnsafe = dirty
Buffer.allocUnsafeSlow = dirty
