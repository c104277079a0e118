/**
 * Shared pages: where messages for several peers lie as bytes, for all encoders of a thread. The last few pages are kept for connections
 * that are behind the others; the memory of an older one is used again when nothing uses it.
 */
import { Page } from './page.ts'
import type { SharedMessage } from './shared-message.ts'

/** Pages that are kept: half a megabyte. */
const KEPT = 8

const recent: Page[] = []
let current: Page | undefined = undefined

/** The page where `message` lies, after writing it to the current one if it lies nowhere. Undefined if it is too large to be shared. */
export function pageOf(message: SharedMessage): Page | undefined {
  const known = message.page
  if (known !== undefined && known.bytes !== null) return known
  const { size } = message
  if (size === 0) return undefined
  if (current === undefined || !current.fits(size)) turn()
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

function turn(): void {
  current = new Page()
  current.kept = true
  recent.push(current)
  if (recent.length <= KEPT) return
  const oldest = recent.shift() as Page
  oldest.kept = false
  oldest.release()
}
