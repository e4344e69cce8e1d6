// The page in a real browser: the whole way of a new admin, with the keyboard alone and on a narrow screen. A guest boots
// in the lab, by the program that the page runs.
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { writeBootTree } from '../support/boot-tree.ts'
import { openPage, startBrowser } from '../support/browser.ts'
import { run } from '../support/processes.ts'
import { needs, unless } from '../support/requirements.ts'

const admin = suite('a new admin at the page')
const test = unless(needs('root', 'ip', 'chromium'), admin)

const PROGRAM = resolve('bin/tspxeboot')
const folder = mkdtempSync(join(tmpdir(), 'tspx-admin-'))
const store = join(folder, 'hosts.ini')
const state = join(folder, 'state')
const { root: tree } = writeBootTree(folder)

let web: ChildProcess
let url = ''
let browser: Browser

admin.before.each(async () => {
  writeFileSync(
    store,
    `[network "lab"]
subnet = 192.0.2.0/24
static = 192.0.2.10-192.0.2.99
[profile "debian"]
kernel = vmlinuz
initrd = initrd.img
append = quiet
[output "pxelinux"]
root = ${tree}
`,
  )
  if (url !== '') return
  const words = ['web', '--allow-changes', '--listen=127.0.0.1:0', `--hosts=${store}`, `--state-dir=${state}`]
  web = spawn(PROGRAM, words, { stdio: ['ignore', 'ignore', 'pipe'] })
  for await (const said of web.stderr ?? []) {
    url = /http:\S+/.exec(String(said))?.[0] ?? ''
    if (url !== '') break
  }
  browser = await startBrowser()
})
admin.after(async () => {
  await browser?.close()
  if (web?.exitCode === null) {
    const ended = once(web, 'exit')
    web.kill()
    await ended
  }
  rmSync(folder, { recursive: true })
})

/** Boots the host in a network of its own, as libxl would ask for it. */
async function bootInLab(name: string): Promise<void> {
  const boot = [PROGRAM, `host=${name}`, 'bridge=xenbr0', `--hosts=${store}`, `--state-dir=${state}`]
  const output = [`--output-directory=${folder}`, `--output=${join(folder, 'result')}`, '/dev/null']
  const { status, stderr } = await run([PROGRAM, 'lab', `--tree=${tree}`, '--', ...boot, ...output])
  assert.is(status, 0, stderr)
}

const heading = (page: Page) => page.locator('h1').innerText()
const stateOf = (page: Page, name: string) =>
  page.locator('tr', { hasText: name }).locator('.state').innerText()

test('adds a host, sees what it would boot, boots it, sees that it did, sets it local and removes it', async () => {
  const { page, said } = await openPage(browser, { width: 1280, height: 800, colorScheme: 'light' })
  await page.goto(url)
  await page.getByRole('link', { name: 'Add the first' }).click()
  await page.getByLabel('Name').fill('web1')
  await page.getByLabel('Profile').selectOption('debian')
  await page.getByRole('button', { name: 'Add', exact: true }).click()
  assert.match(await page.getByRole('status').innerText(), 'added web1: 00:16:3e:')
  assert.is(await stateOf(page, 'web1'), 'never booted')

  await page.getByRole('button', { name: 'Write the servers' }).click()
  await page.getByRole('link', { name: 'debian' }).click()
  assert.is(await heading(page), 'What web1 would boot')
  assert.match(await page.locator('main').innerText(), /pxelinux\.cfg\/01-00-16-3e[\s\S]*vmlinuz/)

  // Both change by themselves.
  await page.getByRole('link', { name: 'Log' }).click()
  assert.match(await page.locator('main').innerText(), 'No boot of a host was seen yet')
  const hosts = await page.context().newPage()
  await hosts.goto(url)
  await bootInLab('web1')
  await page.locator('tr', { hasText: /web1.*booted.*bootloader/s }).waitFor()
  await hosts.locator('.state', { hasText: /^booted$/ }).waitFor()
  await hosts.close()

  await page.getByRole('link', { name: 'web1' }).click()
  await page.getByRole('button', { name: 'Boot its disk' }).click()
  assert.is(await page.locator('.big').innerText(), 'its disk')
  assert.match(readFileSync(store, 'utf8'), 'boot = local')
  await page.getByRole('link', { name: 'Remove web1' }).click()
  await page.getByRole('button', { name: 'Remove web1' }).click()
  assert.match(await page.locator('.empty').innerText(), 'no hosts yet')
  assert.not.match(readFileSync(store, 'utf8'), 'web1')
  assert.equal(said, [])
  await page.context().close()
})

/** In the browser: what the element with the focus is called. */
const FOCUSED = '(document.activeElement.labels?.[0] ?? document.activeElement).textContent.trim()'
/** In the browser: how far the content is wider than the screen. */
const TOO_WIDE = 'document.documentElement.scrollWidth - document.documentElement.clientWidth'

/** Presses Tab until `name` has the focus; a place that the keyboard does not reach is an error. */
async function tabTo(page: Page, name: string): Promise<void> {
  const told = () => page.evaluate<string>(FOCUSED)
  for (let presses = 0; presses < 60; presses += 1) {
    await page.keyboard.press('Tab')
    if ((await told()).startsWith(name)) return
  }
  throw new Error(`Tab never comes to ${name}`)
}

test('with the keyboard alone, without script, on a screen 360 pixels wide, in the dark', async () => {
  const view = { width: 360, height: 740, colorScheme: 'dark', javaScriptEnabled: false } as const
  const { page, said } = await openPage(browser, view)
  const press = async (name: string) => {
    await tabTo(page, name)
    await Promise.all([page.waitForNavigation(), page.keyboard.press('Enter')])
    assert.is(await page.evaluate(TOO_WIDE), 0, page.url())
  }
  await page.goto(url)
  await press('Add the first')
  await tabTo(page, 'Name')
  await page.keyboard.type('a-host-with-a-name-that-is-rather-long')
  await tabTo(page, 'Profile')
  await page.keyboard.type('debian')
  await press('Add')
  await press('Write the servers')
  await press('debian')
  assert.match(await page.locator('main').innerText(), 'vmlinuz')
  await press('a-host')
  await press('Boot its disk')
  assert.is(await page.locator('.big').innerText(), 'its disk')
  await press('Roots')
  await press('Log')
  await press('Hosts')
  await press('a-host')
  await press('Remove')
  await press('Remove')
  assert.match(await page.locator('.empty').innerText(), 'no hosts yet')
  assert.equal(said, [])
  await page.context().close()
})

test('tells what is wrong beside what was typed', async () => {
  const { page } = await openPage(browser, { width: 800, height: 600, colorScheme: 'light' })
  await page.goto(`${url}add`)
  await page.getByLabel('Name').fill('web1')
  await page.getByLabel('Address', { exact: true }).fill('10.0.0.1')
  await page.getByRole('button', { name: 'Add', exact: true }).click()
  const error = await page.getByRole('alert').innerText()
  assert.match(error, /E_USAGE host web1: 10\.0\.0\.1/)
  assert.is(await page.getByLabel('Name').inputValue(), 'web1')
  await page.context().close()
})

admin.run()
