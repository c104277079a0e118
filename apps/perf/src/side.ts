/** Who takes part in a comparison: ours, the native addon, libzmq in C, and bare Node sockets. */

export const sides = ['ours', 'addon', 'c', 'bare'] as const
export type Side = (typeof sides)[number]

export const sideTitles: Record<Side, string> = {
  ours: 'ours',
  addon: 'zeromq.js',
  c: 'libzmq in C',
  bare: 'bare sockets',
}
