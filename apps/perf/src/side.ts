/** Who takes part in a comparison: ours, ours with `receiveMemory: 'owned'`, the native addon, libzmq in C, bare Node sockets, and another build of ours. */

export const sides = ['ours', 'owned', 'addon', 'c', 'bare', 'before'] as const
export type Side = (typeof sides)[number]

/** This build, whatever its options, or another one of ours: it has all that is ours alone. */
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
