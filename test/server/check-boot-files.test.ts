import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { parseIni, sectionsOf } from '../../src/hosts/index.ts'
import { missingBootFiles } from '../../src/server/check-boot-files.ts'
import { generalSection } from '../../src/server/settings.ts'
import { openTree } from '../../src/server/tree.ts'

const files = suite('boot files that are named')

const root = mkdtempSync(join(tmpdir(), 'tspxeboot-tree-'))

files.before(() => {
  mkdirSync(join(root, 'efi'))
  for (const name of ['pxelinux.0', 'efi/grub x.efi']) writeFileSync(join(root, name), '')
})
files.after(() => rmSync(root, { recursive: true }))

async function missing(text: string, overrides: Record<string, string> = {}): Promise<string> {
  const sections = sectionsOf(parseIni('s.ini', Buffer.from(text), 'E_USAGE'))
  const general = generalSection(sections, new Map(Object.entries(overrides)))
  const all = [general, ...sections.filter(({ title }) => title !== 'dhcp')]
  const found = await missingBootFiles(all, await openTree(root), '192.0.2.1')
  return found.map(({ place, name, reason }) => `${place} ${name} ${reason}`).join('\n')
}

const HOST = '[host "00:16:3e:11:22:33"]'
const ROWS: [string, string, string][] = [
  ['are there', '[dhcp]\nbootfile = pxelinux.0\nefi-x86_64-bootfile = /efi/grub x.efi', ''],
  ['are not there', '[dhcp]\n\nbootfile = pxelinux.O', 's.ini:3 pxelinux.O missing'],
  ['are folders', '[dhcp]\nbootfile = efi', 's.ini:2 efi missing'],
  ['lead out of the tree', '[dhcp]\nbootfile = ../../x', 's.ini:2 ../../x denied'],
  ['are of one client', `${HOST}\nipxe-bootfile = boot.ipxe`, 's.ini:2 boot.ipxe missing'],
  ['are URLs of this server', '[dhcp]\nhttp-bootfile = http://192.0.2.1/efi/grub%20x.efi', ''],
  [
    'are URLs of this server, and not there',
    '[dhcp]\nhttp-bootfile = http://192.0.2.1/a',
    's.ini:2 http://192.0.2.1/a missing',
  ],
  ['are on another server', '[dhcp]\nhttp-bootfile = http://192.0.2.9/a', ''],
  ['come from another TFTP server', '[dhcp]\nnext-server = 192.0.2.9\nbootfile = a', ''],
  ['are of a client of another TFTP server', `${HOST}\nnext-server = 192.0.2.9\nbootfile = a`, ''],
]
for (const [name, text, expected] of ROWS) {
  files(name, async () => {
    assert.is(await missing(text), expected)
  })
}

files('are reported with their option if the command line names them', async () => {
  assert.is(await missing('[dhcp]\nbootfile = pxelinux.0', { bootfile: 'x' }), '--bootfile x missing')
})

files.run()
