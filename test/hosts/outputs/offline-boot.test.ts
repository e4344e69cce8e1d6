// Each configuration is read by the boot program itself, and must lead where the store says.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { readOutputs, wantedFiles } from '../../../src/hosts/outputs/index.ts'
import { playOffline } from '../../../src/hosts/outputs/offline-boot.ts'
import { hostStore, LAB } from '../../support/host-store.ts'

const offline = suite('boots played offline')

const root = mkdtempSync(join(tmpdir(), 'tspxeboot-offline-'))
offline.after(() => rmSync(root, { recursive: true }))

/** Where the first host's boots lead instead, by the configuration's name; null: where the store says. */
async function play(
  ini: string,
  template = '',
  change = (text: string) => text,
): Promise<Record<string, string | null>> {
  const store = hostStore(`${ini}\n[output "pxelinux"]\nroot = ${root}\n`)
  const sources = { readText: () => template, bootedUrl: () => null, stateFolder: '/state' }
  const files = wantedFiles(store, readOutputs(store), sources)
  const texts = new Map(files.map(({ path, text }) => [path.slice(root.length + 1), change(text)]))
  const played: Record<string, string | null> = {}
  for (const { path, configuration } of files)
    if (configuration !== null)
      played[path.slice(root.length + 1)] = await playOffline(store, configuration, { root, texts })
  return played
}

const MAC = '01-00-16-3e-11-22-33'
const HOSTS: [string, string, string[]][] = [
  ['PXELINUX', '', [`pxelinux.cfg/${MAC}`]],
  ['PXELINUX, from the disk', 'boot = local', [`pxelinux.cfg/${MAC}`]],
  [
    'PXELINUX with several initrds and a URL',
    'kernel = http://192.0.2.1/k\ninitrd = a.img, b/c.img',
    [`pxelinux.cfg/${MAC}`],
  ],
  [
    'PXELINUX in folders',
    'boot-file = bios/pxelinux.0\nboot-file-efi-x86_64 = efi64/syslinux.efi',
    [`bios/pxelinux.cfg/${MAC}`, `efi64/pxelinux.cfg/${MAC}`],
  ],
  ['PXELINUX with a path prefix', 'option-210 = deep/er/', [`deep/er/pxelinux.cfg/${MAC}`]],
  ['GRUB', 'program = grub', [`grub/grub.cfg-${MAC}`]],
  ['GRUB, from the disk', 'program = grub\nboot = local', [`grub/grub.cfg-${MAC}`]],
  [
    'GRUB with a URL and a semicolon',
    'program = grub\nkernel = http://192.0.2.1:8080/k\nappend = "a;b $c"',
    [`grub/grub.cfg-${MAC}`],
  ],
  ['GRUB beside its image', 'program = grub\nboot-file = boot/core.0', [`boot/grub.cfg-${MAC}`]],
  [
    'GRUB in a folder that is named',
    'program = grub\ngrub-prefix = /boot/grub',
    [`boot/grub/grub.cfg-${MAC}`],
  ],
  ['iPXE', 'program = ipxe', ['hosts/web1/boot.ipxe']],
  ['iPXE, from the disk', 'program = ipxe\nboot = local', ['hosts/web1/boot.ipxe']],
  ['iPXE with several initrds', 'program = ipxe\ninitrd = a.img, b.img', ['hosts/web1/boot.ipxe']],
]
offline.before(() => {
  // Whether a kernel is one is not asked here.
  mkdirSync(join(root, 'debian'))
  writeFileSync(join(root, 'debian/vmlinuz'), 'no kernel')
})
for (const [name, lines, files] of HOSTS) {
  offline(`${name} leads where the store says`, async () => {
    assert.equal(await play(`${LAB}${lines}\n`), Object.fromEntries(files.map((file) => [file, null])))
  })
}

offline('an image of GRUB that reads grub.cfg alone is led to the machine’s own file', async () => {
  mkdirSync(join(root, 'grub'))
  writeFileSync(join(root, 'grub/grubx64.efi'), signedImage('/grub'))
  const ini = `${LAB}program = grub\nboot-file = grub/grubx64.efi\n`
  assert.equal(await play(ini), { [`grub/grub.cfg-${MAC}`]: null })
  const unled = await play(ini, '', (text) => text.replace('configfile', 'true'))
  assert.is(unled[`grub/grub.cfg-${MAC}`], 'it boots the disk')
})

/** What GRUB's images say of themselves (src/pxecfg-parser/grub/image.ts): a prefix, and Debian's own first script. */
function signedImage(prefix: string): Buffer {
  const records = [
    [2, 'normal (memdisk)/grub.cfg'],
    [3, prefix],
  ].map(([type, text]) => {
    const body = Buffer.from(`${text}\0`)
    const head = Buffer.alloc(8)
    head.writeUInt32LE(Number(type), 0)
    head.writeUInt32LE(8 + body.length, 4)
    return Buffer.concat([head, body])
  })
  const head = Buffer.from('mimg\0\0\0\0\0\0\0\0')
  head.writeUInt32LE(12, 4)
  head.writeUInt32LE(12 + Buffer.concat(records).length, 8)
  return Buffer.concat([head, ...records])
}

const TEMPLATES: [string, string, string | null][] = [
  [
    'may boot the profile’s files with words of its own',
    `DEFAULT a\nLABEL a\nKERNEL \${kernel}\nINITRD \${initrd}\nAPPEND x\n`,
    null,
  ],
  [
    'may not boot another kernel',
    `DEFAULT a\nLABEL a\nKERNEL other\nINITRD \${initrd}\n`,
    'it boots the kernel other, not debian/vmlinuz',
  ],
  [
    'may not forget the initrd',
    `DEFAULT a\nLABEL a\nKERNEL \${kernel}\n`,
    'it boots the initrds (none), not debian/initrd.img',
  ],
  ['may not boot the disk', 'DEFAULT a\nLABEL a\nLOCALBOOT 0\n', 'it boots the disk'],
  ['must be a configuration', 'hello\n', 'E_NO_ENTRY'],
]
for (const [name, template, expected] of TEMPLATES) {
  offline(`a template ${name}`, async () => {
    const found = (await play(`${LAB}template = t\n`, template))[`pxelinux.cfg/${MAC}`] ?? null
    if (expected === null) assert.is(found, null)
    else assert.ok(found?.startsWith(expected), String(found))
  })
}

offline('words that a program cannot say are found', async () => {
  const played = await play(`${LAB}program = grub\nappend = 'a="b c"'\n`)
  assert.match(played[`grub/grub.cfg-${MAC}`] ?? '', /^its arguments are "/)
})

offline.run()
