// Debian's Chromium without a window, and what its console said.
import { type Browser, chromium, type Page } from 'playwright-core'

const CHROMIUM = '/usr/bin/chromium'
// Its sandbox needs a user other than root; the pages are ours.
const WORDS = ['--no-sandbox', '--disable-dev-shm-usage', '--disable-gpu']

export interface View {
  width: number
  height: number
  colorScheme: 'light' | 'dark'
  /** Of the page; default true. */
  javaScriptEnabled?: boolean
}

export function startBrowser(): Promise<Browser> {
  return chromium.launch({ executablePath: CHROMIUM, args: WORDS })
}

/** A page of its own, and the errors and warnings that its console has had up to now. */
export async function openPage(browser: Browser, view: View): Promise<{ page: Page; said: string[] }> {
  const { width, height, ...more } = view
  const context = await browser.newContext({ viewport: { width, height }, ...more })
  const page = await context.newPage()
  const said: string[] = []
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) said.push(message.text())
  })
  page.on('pageerror', (error) => said.push(error.message))
  page.on('requestfailed', (request) => {
    // The browser itself ends a stream of events when it leaves the page.
    if (request.failure()?.errorText !== 'net::ERR_ABORTED') said.push(`not loaded: ${request.url()}`)
  })
  return { page, said }
}
