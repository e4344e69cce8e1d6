// Where GRUB looks for its configuration: by its boot file, by what the image says, and by HTTP.
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { searchOf } from '../../support/grub-host.ts'
import { efiImage } from '../../support/grub-image.ts'

const search = suite('GRUB search')

/** Red Hat's images know the boot file's directory as $fw_path. */
const RED_HAT = efiImage([[3, '/EFI/redhat']], 'fw_path\0')

const ROWS: [what: string, bootFile: string, prefix: string, names: RegExp][] = [
  [
    'a BIOS image: the directory of the boot file',
    'grub2/core.0',
    '(tftp,192.0.2.2)grub2',
    /^grub2\/grub\.cfg-01-.* grub2\/grub\.cfg$/,
  ],
  [
    'a platform at the end of the directory is dropped',
    'grub/i386-pc/core.0',
    '(tftp,192.0.2.2)grub/',
    /^grub\/grub\.cfg-01-.* grub\/grub\.cfg$/,
  ],
  [
    'Red Hat: the directory of the boot file, then the prefix',
    'rh/grubx64.efi',
    '(tftp,192.0.2.2)/EFI/redhat',
    /^rh\/grub\.cfg-01-.* rh\/grub\.cfg \/EFI\/redhat\/grub\.cfg-01-.* \/EFI\/redhat\/grub\.cfg$/,
  ],
  [
    'a boot file from an HTTP server: grub.cfg alone',
    'http://192.0.2.7:8080/g/core.efi',
    '(http,192.0.2.7:8080)/g',
    /^\/g\/grub\.cfg$/,
  ],
]

for (const [what, bootFile, prefix, names] of ROWS)
  search(what, async () => {
    const found = await searchOf(bootFile, { 'rh/grubx64.efi': RED_HAT })
    assert.match(found.names, names)
    assert.is(found.prefix, prefix)
  })

const BUILT: [built: string, prefix: string, root: string, names: RegExp][] = [
  [
    '/boot/grub',
    '(tftp,192.0.2.2)/boot/grub',
    'tftp,192.0.2.2',
    /^\/boot\/grub\/grub\.cfg-01-.* \/boot\/grub\/grub\.cfg$/,
  ],
  ['(pxe)/grub', '(pxe)/grub', 'pxe', /^\/grub\/grub\.cfg$/],
  ['(pxe)', '(pxe)grub2', 'pxe', /^grub2\/grub\.cfg$/],
  ['(tftp)/grub', '(tftp)/grub', 'tftp', /^\/grub\/grub\.cfg-01-.* \/grub\/grub\.cfg$/],
  ['(http,192.0.2.7)/grub', '(http,192.0.2.7)/grub', 'http,192.0.2.7', /^\/grub\/grub\.cfg$/],
]

for (const [built, ...expected] of BUILT)
  search(`an image that was built for ${built}`, async () => {
    const { prefix, root, names } = await searchOf('grub2/core.0', {}, built)
    const [ownPrefix, ownRoot, ownNames] = expected
    assert.equal([prefix, root], [ownPrefix, ownRoot])
    assert.match(names, ownNames)
  })

search.run()
