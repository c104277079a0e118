/** How a worker speaks with whoever started it: reports go out, words come in. The worker cannot tell who listens. */

/** Seconds are of the clock (`used`: of the processor, for so many messages), latencies are microseconds a round trip, memory is bytes. */
export type Report =
  | { readonly event: 'bound'; readonly endpoint: string }
  | { readonly event: 'device'; readonly frontend: string; readonly backend: string }
  | { readonly event: 'subscribed' }
  | { readonly event: 'sent'; readonly messages: number }
  | { readonly event: 'received'; readonly messages: number }
  | { readonly event: 'throughput'; readonly messages: number; readonly seconds: number }
  | {
      readonly event: 'latency'
      readonly roundTrips: number
      readonly seconds: number
      readonly mean: number
      readonly p50: number
      readonly p99: number
    }
  | { readonly event: 'memory'; readonly rss: number; readonly collected: number }
  | { readonly event: 'handshakes'; readonly count: number; readonly seconds: number }
  | { readonly event: 'used'; readonly messages: number; readonly seconds: number }
  | { readonly event: 'warm' }
  | { readonly event: 'churned'; readonly cycles: number; readonly seconds: number }

export type ReportEvent = Report['event']
export type ReportOf<E extends ReportEvent> = Extract<Report, { event: E }>
export type ThroughputReport = ReportOf<'throughput'>
export type LatencyReport = ReportOf<'latency'>

/** `go`: begin; `memory`: report resident memory (every worker answers it); `stop`: close everything and end. */
export type Word = 'go' | 'memory' | 'stop'

export interface Control {
  report(report: Report): void
  /** Resolves when the word is said, at once when it was said before. */
  told(word: Exclude<Word, 'memory'>): Promise<void>
}
