/** The sides of a comparison: tszmq, tszmq with `receiveMemory: 'owned'`, the native addon, libzmq in C, bare Node sockets, and another build of tszmq. */

export const sides = ['ours', 'owned', 'addon', 'c', 'bare', 'before'] as const
export type Side = (typeof sides)[number]

/** True for every build of tszmq, with any options. These sides have the features that only tszmq has. */
export function isOurs(side: Side): boolean {
  return side === 'ours' || side === 'owned' || side === 'before'
}

export const sideTitles: Record<Side, string> = {
  ours: 'ours',
  owned: 'ours, owned',
  addon: 'zeromq.js',
  c: 'libzmq in C',
  bare: 'bare sockets',
  before: 'before',
}
