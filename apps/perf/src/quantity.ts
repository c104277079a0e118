/** Numbers as people read them: rates, times and amounts in units that leave one to three digits before the point. */

export type Unit = 'msg/s' | 'µs' | 'ns' | 'ms' | 'B' | '1/s' | 'x'

export function quantity(value: number, unit: Unit): string {
  switch (unit) {
    case 'msg/s':
    case '1/s':
      return scaled(value, 1000, ['', ' k', ' M', ' G'])
    case 'B':
      return scaled(value, 1024, [' B', ' KiB', ' MiB', ' GiB'])
    case 'x':
      return digits(value)
    case 'ns':
    case 'µs':
    case 'ms':
      return `${digits(value)} ${unit}`
  }
}

export function sizeLabel(bytes: number): string {
  if (bytes % 1000 === 0 && bytes > 0) return `${bytes / 1000} kB`
  return bytes % 1024 === 0 && bytes > 0 ? `${bytes / 1024} KiB` : `${bytes} B`
}

function scaled(value: number, step: number, suffixes: readonly string[]): string {
  let power = 0
  let rest = value
  while (Math.abs(rest) >= step && power < suffixes.length - 1) {
    rest /= step
    power += 1
  }
  return `${digits(rest)}${suffixes[power]}`
}

/** Three significant digits, and no fraction from a hundred on. */
function digits(value: number): string {
  const size = Math.abs(value)
  if (size >= 100 || Number.isInteger(value)) return value.toFixed(0)
  return value.toFixed(size >= 10 ? 1 : 2)
}
