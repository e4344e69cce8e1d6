// Which boot program a boot is for: what the caller says, else the boot file's name, else what is in the file.
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { BootError } from '../../src/boot-error.ts'
import { chooseProgram } from '../../src/bootloader/choose-program.ts'

const choice = suite('the choice of the boot program')

const notRead = () => Promise.reject(new Error('the boot file was read'))
const holding = (text: string) => () => Promise.resolve(Buffer.from(text, 'latin1'))

const NAMES: [program: string, names: string][] = [
  [
    'pxelinux',
    'pxelinux.0 lpxelinux.0 gpxelinux.0 /boot/pxelinux.0 syslinux.efi efi64/syslinux.efi PXELINUX.0',
  ],
  [
    'ipxe',
    'undionly.kpxe undionly.kkpxe ipxe.pxe ipxe.efi ipxe-x86_64.efi snponly.efi netboot.xyz.kpxe ipxe.lkrn',
  ],
  [
    'grub',
    'grubx64.efi grubnetx64.efi.signed shimx64.efi shimx64.efi.signed core.0 pxegrub2 bootx64.efi bootaa64.efi bootnetx64.efi',
  ],
]
for (const [program, names] of NAMES) {
  for (const bootFile of names.split(' ')) {
    choice(`${bootFile} is ${program}, and is not read`, async () => {
      const { name, because } = await chooseProgram(null, { bootFile }, notRead)
      assert.is(name, program)
      assert.match(because, `the boot file is named ${bootFile.replace(/.*\//, '')}`)
    })
  }
}

const CONTENTS: [program: string, text: string][] = [
  ['ipxe', '#!ipxe\nautoboot\n'],
  ['ipxe', '#!gpxe\n'],
  ['ipxe', 'MZ...iPXE initialising devices...'],
  ['grub', 'MZ...Welcome to GRUB!...'],
  ['grub', 'MZ...UEFI SHIM\n$Version: 15.8 $...'],
  ['pxelinux', '...PXELINUX 6.04...'],
  ['pxelinux', 'nothing that anybody knows'],
]
for (const [program, text] of CONTENTS) {
  choice(`a file of another name that holds ${JSON.stringify(text)} is ${program}`, async () => {
    assert.is((await chooseProgram(null, { bootFile: 'boot.bin' }, holding(text))).name, program)
  })
}

choice('a boot file that is not there, and none at all, is PXELINUX', async () => {
  const absent = () => Promise.reject(new BootError('E_FETCH_NOT_FOUND', { what: 'boot.bin' }))
  assert.is((await chooseProgram(null, { bootFile: 'boot.bin' }, absent)).name, 'pxelinux')
  assert.is((await chooseProgram(null, { bootFile: '' }, notRead)).name, 'pxelinux')
})

choice('--program has precedence', async () => {
  assert.equal(await chooseProgram('grub', { bootFile: 'pxelinux.0' }, notRead), {
    name: 'grub',
    because: '--program=grub',
  })
})

choice('what DHCP names to iPXE is iPXE’s, unless it is iPXE again', async () => {
  const lease = { programFile: 'undionly.kpxe', bootFile: 'http://192.0.2.1/boot' }
  assert.is((await chooseProgram(null, lease, notRead)).name, 'ipxe')
  for (const file of ['undionly.kpxe', 'rom.bin'])
    await chooseProgram(null, { programFile: file, bootFile: file }, notRead).then(
      () => assert.unreachable(),
      (error: unknown) => assert.is((error as BootError).code, 'E_UNSUPPORTED'),
    )
})

choice.run()
