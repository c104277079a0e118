/** Runs an open device to its end, and reports on it meanwhile. */
import type { Device } from './device.ts'
import { RateMeter } from './rates.ts'
import type { Report } from './report.ts'

export async function serve(device: Device, report: Report, intervalMs: number): Promise<void> {
  report.start(device)
  const meter = new RateMeter(() => device.statistics())
  const timer = setInterval(() => report.rates(meter.read()), intervalMs)
  try {
    await device.run()
  } finally {
    clearInterval(timer)
  }
  report.stop(meter.read())
}
