// Takes the pictures of docs/web.md: the page's main views, light and dark, of a store made for them.
//   node --import tsx scripts/screenshots.ts [FOLDER]       default: docs/web
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { changeHostState, stateFolder } from '../src/hosts/index.ts'
import { runWeb } from '../src/web/index.ts'
import { writeBootTree } from '../test/support/boot-tree.ts'
import { openPage, startBrowser } from '../test/support/browser.ts'

const VIEWS = { hosts: '/', host: '/hosts/web1', explain: '/hosts/web1/explain', log: '/log' }
const HOSTS = [
  { name: 'db1', profile: 'debian', outcome: 'boot', what: 'debian/vmlinuz' },
  { name: 'mail', profile: 'debian', outcome: 'local', what: 'its disk' },
  {
    name: 'test1',
    profile: 'install',
    outcome: 'error',
    what: 'E_FETCH_NOT_FOUND: install/linux is not on 192.0.2.1',
  },
  { name: 'web1', profile: 'debian', outcome: 'boot', what: 'debian/vmlinuz' },
  { name: 'web2', profile: 'debian', outcome: null, what: '' },
] as const

const [target = 'docs/web'] = process.argv.slice(2)
const folder = mkdtempSync(join(tmpdir(), 'tspx-screenshots-'))
const store = join(folder, 'hosts.ini')
const state = join(folder, 'state')
const macOf = (index: number) => `00:16:3e:11:22:3${index}`

const { root: tree } = writeBootTree(folder, {
  'pxelinux.cfg/default':
    'DEFAULT linux\nLABEL linux\n  KERNEL debian/vmlinuz\n  APPEND initrd=initrd.img quiet\n',
})
writeFileSync(
  store,
  [
    '[network "lab"]\nsubnet = 192.0.2.0/24\ngateway = 192.0.2.254\ndomain = lab.example\nnext-server = 192.0.2.1\n',
    '[profile "debian"]\nkernel = vmlinuz\ninitrd = initrd.img\nappend = quiet\nmemory = 2048\n',
    '[profile "install"]\nkernel = install/linux\n',
    `[output "pxelinux"]\nroot = ${tree}\n`,
    ...HOSTS.map(
      ({ name, profile }, index) =>
        `[host "${name}"]\nmac = ${macOf(index)}\nip = 192.0.2.${10 + index}\nprofile = ${profile}\n`,
    ),
  ].join(''),
)
for (const [index, { name, outcome, what }] of HOSTS.entries()) {
  if (outcome === null) continue
  const at = `2026-11-26T0${index + 6}:1${index}:00.000Z`
  const last = { at, outcome, by: 'serve' as const, what }
  await changeHostState(stateFolder(state, store), name, (before) => ({ ...before, last }))
}

writeFileSync(
  join(state, 'log-192.0.2.1.jsonl'),
  [
    { event: 'DhcpAnswered', asked: 'discover', answer: 'offer' },
    { event: 'DhcpAnswered', asked: 'request', answer: 'ack' },
    { event: 'FileSent', name: 'pxelinux.cfg/01-00-16-3e-11-22-33', bytes: 212, milliseconds: 2 },
    { event: 'FileSent', name: 'debian/vmlinuz', bytes: 8_251_264, milliseconds: 418 },
  ]
    .map((event, index) => {
      const client = { host: 'web1', mac: macOf(3), protocol: 'tftp', client: '192.0.2.13' }
      const lease = { address: '192.0.2.13', server: '192.0.2.1', bootFile: 'pxelinux.0' }
      return `${JSON.stringify({ at: `2026-11-26T09:12:5${index}.000Z`, ...client, ...lease, ...event })}\n`
    })
    .join(''),
)

const controller = new AbortController()
const browser = await startBrowser()
try {
  const options = { hosts: store, stateDir: state, tree: null, program: [resolve('bin/tspxeboot')] }
  const listen = { kind: 'address', address: '127.0.0.1', port: 0 } as const
  const url = await new Promise<string>((ready, failed) => {
    const log = { onReady: ready, onBug: failed }
    runWeb({ ...options, listen, allowChanges: true, passwordFile: null }, controller.signal, log).catch(
      failed,
    )
  })
  mkdirSync(target, { recursive: true })
  for (const colorScheme of ['light', 'dark'] as const) {
    const { page } = await openPage(browser, { width: 960, height: 600, colorScheme })
    for (const [name, path] of Object.entries(VIEWS)) {
      await page.goto(new URL(path, url).href)
      await page.screenshot({ path: join(target, `${name}-${colorScheme}.png`) })
    }
    await page.context().close()
  }
} finally {
  await browser.close()
  controller.abort()
  rmSync(folder, { recursive: true })
}
