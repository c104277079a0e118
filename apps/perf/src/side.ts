/** Who takes part in a comparison: ours, the native addon, libzmq in C, bare Node sockets, and another build of ours. */

export const sides = ['ours', 'addon', 'c', 'bare', 'before'] as const
export type Side = (typeof sides)[number]

/** This build or another one of ours: it has all that is ours alone. */
export function isOurs(side: Side): boolean {
  return side === 'ours' || side === 'before'
}

export const sideTitles: Record<Side, string> = {
  ours: 'ours',
  addon: 'zeromq.js',
  c: 'libzmq in C',
  bare: 'bare sockets',
  before: 'before',
}
