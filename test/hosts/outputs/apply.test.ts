// Applying the store: what is written, when a server is told, and what keeps everything as it was.
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { type Applied, applyStore, readOutputs, wantedFiles } from '../../../src/hosts/outputs/index.ts'
import { hostStore, LAB } from '../../support/host-store.ts'
import { refusal } from '../../support/refusal.ts'

const apply = suite('hosts apply')

interface Site {
  folder: string
  root: string
  /** The pxelinux.cfg file of web1. */
  config: string
  hostsFile: string
  /** [output] sections: pxelinux, and a dns server whose reload and test are programs of the site. */
  outputs: string
  warnings: string[]
  apply(ini: string, force?: boolean): Promise<Applied>
  /** Lines that the server's programs left. */
  told(): string[]
  /** What the server's test ends with. */
  testEnds(status: number): void
  reloadEnds(status: number): void
}

async function withSite(body: (site: Site) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'tspxeboot-apply-'))
  const path = (name: string) => join(folder, name)
  const program = (name: string, status: number) => {
    writeFileSync(
      path(name),
      `#!/bin/sh\necho ${name} >>${path('told')}\necho the ${name} says no >&2\nexit ${status}\n`,
    )
    chmodSync(path(name), 0o755)
  }
  program('test', 0)
  program('reload', 0)
  const warnings: string[] = []
  const outputs = `[output "pxelinux"]\nroot = ${path('tftp')}\n[output "dns"]\nfile = ${path('dns.hosts')}\ntest = ${path('test')} -t\nreload = ${path('reload')}\n`
  try {
    await body({
      folder,
      root: path('tftp'),
      config: path('tftp/pxelinux.cfg/01-00-16-3e-11-22-33'),
      hostsFile: path('dns.hosts'),
      outputs,
      warnings,
      apply: (ini, force = false) =>
        applyStore(hostStore(ini, path('hosts.ini')), {
          folder: path('state'),
          force,
          onWarning: (message) => warnings.push(message),
        }),
      told: () => {
        const said = existsSync(path('told'))
          ? readFileSync(path('told'), 'utf8').split('\n').slice(0, -1)
          : []
        rmSync(path('told'), { force: true })
        return said
      },
      testEnds: (status) => program('test', status),
      reloadEnds: (status) => program('reload', status),
    })
  } finally {
    rmSync(folder, { recursive: true })
  }
}

const WEB2 = '[host "web2"]\nmac = 00:16:3e:11:22:34\nip = 192.0.2.11\nprofile = debian\n'

apply('the first writes all, tests the server and tells it; the second does nothing', () =>
  withSite(async ({ apply, outputs, config, hostsFile, told }) => {
    assert.equal(await apply(LAB + outputs), {
      written: [config, hostsFile],
      removed: [],
      unchanged: 0,
      reloaded: ['dns'],
    })
    assert.equal(told(), ['test', 'reload'])
    assert.is(statSync(config).mode & 0o777, 0o644)
    assert.equal(await apply(LAB + outputs), { written: [], removed: [], unchanged: 2, reloaded: [] })
    assert.equal(told(), [])
  }),
)

apply('a host that is gone takes its files along', () =>
  withSite(async ({ apply, outputs, root, folder, hostsFile }) => {
    writeFileSync(join(folder, 'ks.cfg'), 'x')
    const answers = WEB2.replace('ip =', 'answers = ks.cfg\nip =')
    await apply(LAB + answers + outputs)
    const { removed, written } = await apply(LAB + outputs)
    assert.equal(removed, [`${root}/pxelinux.cfg/01-00-16-3e-11-22-34`, `${root}/hosts/web2/ks.cfg`])
    assert.equal(written, [hostsFile])
    assert.not(existsSync(`${root}/hosts/web2`))
    assert.ok(existsSync(`${root}/hosts`))
  }),
)

const FOREIGN: [string, (site: Site) => unknown, RegExp][] = [
  [
    'a file that somebody else wrote',
    ({ hostsFile }) => writeFileSync(hostsFile, '127.0.0.1 localhost\n'),
    /^\S+dns\.hosts was not written by tspxeboot$/,
  ],
  [
    'a file that was edited',
    async ({ apply, outputs, hostsFile }) => {
      await apply(LAB + outputs)
      writeFileSync(hostsFile, `${readFileSync(hostsFile)}192.0.2.99 mine\n`)
    },
    /^\S+dns\.hosts was changed since tspxeboot wrote it$/,
  ],
  [
    'a link',
    ({ hostsFile, folder }) => symlinkSync(join(folder, 'elsewhere'), hostsFile),
    /^\S+dns\.hosts is not a regular file$/,
  ],
]
for (const [name, make, expected] of FOREIGN) {
  apply(`${name} stops all of it, unless it is forced`, () =>
    withSite(async (site) => {
      await make(site)
      site.told()
      const ini = LAB + WEB2 + site.outputs
      const error = await refusal(site.apply(ini))
      assert.is(error.code, 'E_HOSTS_CONFLICT')
      assert.match(error.message, expected)
      assert.not(existsSync(`${site.root}/pxelinux.cfg/01-00-16-3e-11-22-34`))
      assert.equal(site.told(), [])
      assert.ok((await site.apply(ini, true)).written.includes(site.hostsFile))
      assert.match(readFileSync(site.hostsFile, 'utf8'), '192.0.2.11 web2.lab.example web2\n')
    }),
  )
}

apply('an empty file is ours', () =>
  withSite(async ({ apply, outputs, hostsFile }) => {
    writeFileSync(hostsFile, '')
    assert.ok((await apply(LAB + outputs)).written.includes(hostsFile))
  }),
)

apply('if the server’s test fails, everything is as before', () =>
  withSite(async ({ apply, outputs, hostsFile, config, root, told, testEnds }) => {
    await apply(LAB + outputs)
    const before = [readFileSync(hostsFile, 'utf8'), readFileSync(config, 'utf8')]
    testEnds(1)
    told()
    const changed = `${LAB}append = other\n${WEB2}${outputs}`
    const error = await refusal(apply(changed))
    assert.is(error.code, 'E_HOSTS_APPLY')
    assert.match(error.message, /\/test -t: the test says no$/)
    assert.equal([readFileSync(hostsFile, 'utf8'), readFileSync(config, 'utf8')], before)
    assert.not(existsSync(`${root}/pxelinux.cfg/01-00-16-3e-11-22-34`))
    assert.equal(told(), ['test'])
    testEnds(0)
    assert.is((await apply(changed)).written.length, 3)
  }),
)

apply('if its reload fails, it is reloaded again with the old files', () =>
  withSite(async ({ apply, outputs, hostsFile, told, reloadEnds, warnings }) => {
    reloadEnds(1)
    const error = await refusal(apply(LAB + outputs))
    assert.is(error.code, 'E_HOSTS_APPLY')
    assert.not(existsSync(hostsFile))
    assert.equal(told(), ['test', 'reload', 'reload'])
    assert.match(warnings[0] ?? '', /^dns could not be reloaded again: /)
  }),
)

apply('an interrupted apply is completed, and its server reloaded', () =>
  withSite(async ({ apply, outputs, config, hostsFile, folder, told }) => {
    await apply(LAB + outputs)
    const ledger = join(folder, 'state/outputs.json')
    const { files } = JSON.parse(readFileSync(ledger, 'utf8'))
    files[config].sums.push('what an interrupted apply would have written')
    writeFileSync(ledger, JSON.stringify({ files, untold: ['dns'] }))
    told()
    assert.equal(await apply(LAB + outputs), { written: [], removed: [], unchanged: 2, reloaded: ['dns'] })
    assert.equal(told(), ['test', 'reload'])
    assert.ok(existsSync(hostsFile))
  }),
)

apply('a configuration that would not boot what the store says is not written', () =>
  withSite(async ({ apply, outputs, folder, root, hostsFile }) => {
    writeFileSync(join(folder, 't.cfg'), 'DEFAULT a\nLABEL a\nKERNEL other\n')
    const error = await refusal(apply(`${LAB}template = t.cfg\n${outputs}`))
    assert.is(error.code, 'E_HOSTS_INVALID')
    assert.match(error.message, 'it boots the kernel other, not debian/vmlinuz')
    assert.not(existsSync(root) || existsSync(hostsFile))
  }),
)

apply('a section that is gone takes its files along', () =>
  withSite(async ({ apply, outputs, config, hostsFile, told }) => {
    await apply(LAB + outputs)
    told()
    const { removed } = await apply(LAB)
    assert.equal(removed, [config, hostsFile])
    assert.equal(told(), [])
  }),
)

apply('of a thousand hosts, a new one is one file and one line', () =>
  withSite(async ({ apply, outputs, root, hostsFile, folder }) => {
    const network = LAB.replace('192.0.2.0/24', '10.0.0.0/8').replace('192.0.2.10', '10.0.0.10')
    const many = Array.from({ length: 1000 }, (_, n) => {
      const [high, low] = [Math.floor(n / 250), n % 250]
      const mac = (0x020000000000 + n).toString(16).padStart(12, '0')
      return `[host "n${n}"]\nmac = ${mac}\nip = 10.1.${high}.${low + 1}\nprofile = debian\n`
    }).join('')
    // As after an apply: the files are as they should be, and nobody has to wait for each of them on the disk.
    const ini = network + many + outputs
    const store = hostStore(ini, join(folder, 'hosts.ini'))
    const sources = { readText: () => '', bootedUrl: () => null, stateFolder: '' }
    const files = wantedFiles(store, readOutputs(store), sources)
    assert.is(files.length, 1002)
    mkdirSync(join(root, 'pxelinux.cfg'), { recursive: true })
    for (const { path, text } of files) writeFileSync(path, text)
    await apply(ini)
    const before = new Set(readFileSync(hostsFile, 'utf8').split('\n'))
    const new1 = WEB2.replace('192.0.2.11', '10.2.0.1')
    const { written, unchanged } = await apply(network + many + new1 + outputs)
    assert.equal(written, [`${root}/pxelinux.cfg/01-00-16-3e-11-22-34`, hostsFile])
    assert.is(unchanged, 1001)
    const lines = readFileSync(hostsFile, 'utf8').split('\n')
    assert.is(lines.filter((line) => !before.has(line)).length, 1)
  }),
)

apply.run()
