/** The sockets in a real Chromium, with no network but what the page brings along. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { chromium } from 'playwright-core'
import type { Browser, Page } from 'playwright-core'
import { curveKeyPair } from '../../src/index.ts'
import { browserBundle } from './browser-bundle.ts'

const PLACES = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome']
const executablePath = PLACES.find((path) => existsSync(path))
if (executablePath === undefined && process.env['TSZMQ_REQUIRE_PEERS'] === '1') throw new Error('there is no Chromium here')

const inChromium = executablePath === undefined ? describe.skip : describe

inChromium('in Chromium', () => {
  let browser: Browser
  let page: Page
  const errors: string[] = []

  beforeAll(async () => {
    const script = await browserBundle(join(__dirname, 'page.mjs'))
    browser = await chromium.launch({ executablePath: executablePath!, args: ['--no-sandbox'] })
    page = await browser.newPage()
    page.on('pageerror', (error) => errors.push(String(error)))
    // No server: the browser asks, and the test answers.
    await page.route('http://page.test/**', (route) => route.fulfill({ contentType: 'text/html', body: '<!doctype html>' }))
    await page.goto('http://page.test/')
    await page.addScriptTag({ content: script })
  }, 60_000)

  afterAll(async () => {
    await browser?.close()
  })

  const run = (name: string, argument?: unknown): Promise<unknown> =>
    page.evaluate(
      ([name, argument]) => {
        const { patterns } = globalThis as unknown as { patterns: Record<string, (argument: unknown) => unknown> }
        return patterns[name as string]?.(argument ?? undefined)
      },
      [name, argument],
    )

  it('has neither Buffer nor process', async () => {
    expect(await page.evaluate(() => [typeof Buffer, typeof process])).toEqual(['undefined', 'undefined'])
  })

  it('REQ and REP talk over a transport of the page, in frames that are Uint8Arrays', async () => {
    expect(await run('requestReply')).toEqual({ reply: ['World', 'Hello', [1, 2, 3]], frame: 'Uint8Array' })
  })

  it('SUB receives what it subscribed to, in order', async () => {
    expect(await run('publishSubscribe')).toEqual({ count: 1000, ordered: true })
  })

  it('PUSH and PULL carry a message of 5 MB', async () => {
    expect(await run('pipeline')).toEqual({ size: 5_000_000, same: true })
  })

  it('inproc joins two sockets of the page', async () => {
    expect(await run('inproc')).toEqual(['in process'])
  })

  it('CURVE secures a connection, and the page makes keys once it is loaded', async () => {
    const reply = ['World', 'Hello', [1, 2, 3]]
    expect(await run('curve', { server: curveKeyPair(), client: curveKeyPair() })).toEqual({ first: reply, second: reply })
  })

  it('a scheme that no transport of the page serves is EPROTONOSUPPORT', async () => {
    expect(await run('tcp')).toEqual({
      code: 'EPROTONOSUPPORT',
      message: 'no transport here serves tcp://127.0.0.1:5555: there is memory, inproc',
    })
  })

  it('and no error went by unseen', () => {
    expect(errors).toEqual([])
  })
})
