/** A control for workers inside the test: keeps their reports and lets the test say the words. */
import type { Control, Report, ReportEvent, ReportOf } from '../src/control.ts'

export class RecordedControl implements Control {
  readonly reports: Report[] = []
  readonly #waiting = new Map<string, (report: Report) => void>()
  readonly #words = new Map<string, PromiseWithResolvers>()

  report(report: Report): void {
    this.reports.push(report)
    this.#waiting.get(report.event)?.(report)
  }

  told(word: string): Promise<void> {
    return this.#word(word).promise
  }

  tell(word: string): void {
    this.#word(word).resolve()
  }

  async first<E extends ReportEvent>(event: E): Promise<ReportOf<E>> {
    const known = this.reports.find((report) => report.event === event)
    const report = known ?? (await new Promise<Report>((resolve) => this.#waiting.set(event, resolve)))
    return report as ReportOf<E>
  }

  #word(name: string): PromiseWithResolvers {
    const known = this.#words.get(name) ?? withResolvers()
    this.#words.set(name, known)
    return known
  }
}

interface PromiseWithResolvers {
  readonly promise: Promise<void>
  readonly resolve: () => void
}

function withResolvers(): PromiseWithResolvers {
  let resolve = (): void => {}
  const promise = new Promise<void>((settle) => {
    resolve = settle
  })
  return { promise, resolve }
}
