/**
 * The pages with encoded messages to several peers, for all encoders of a thread. The last pages are kept for slow connections. The memory
 * of an older page is reused when nothing uses it.
 */
import { Page } from './page.ts'
import type { SharedMessage } from './shared-message.ts'

/** Number of pages that are kept: half a megabyte. */
const KEPT = 8

const recent: Page[] = []
let current: Page | undefined = undefined

/** Returns the page with the bytes of `message`, and encodes them to the current page if there is none. Undefined if it is too large. */
export function pageOf(message: SharedMessage): Page | undefined {
  const known = message.page
  if (known !== undefined && known.bytes !== null) return known
  const { size } = message
  if (size === 0) return undefined
  if (current === undefined || !current.fits(size)) startPage()
  const page = current as unknown as Page
  message.page = page
  message.start = page.end
  page.write(message.frames)
  message.end = page.end
  return page
}

/** The next message begins a new page. For simulations: where pages end decides how bytes are written, so a replay begins with none. */
export function dropPages(): void {
  current = undefined
  for (const page of recent.splice(0)) {
    page.kept = false
    page.release()
  }
}

function startPage(): void {
  current = new Page()
  current.kept = true
  recent.push(current)
  if (recent.length <= KEPT) return
  const oldest = recent.shift() as Page
  oldest.kept = false
  oldest.release()
}
