// The COM32 modules that a host plays in PXELINUX's place.
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { readMultiboot } from '../../../src/pxecfg-parser/pxelinux/run/multiboot.ts'
import { INITRD, KERNEL, play, result } from '../../support/pxelinux-play.ts'

const modules = suite('modules')

const XEN = { 'xen.gz': { size: 100, kind: 'multiboot' as const } }

modules('mboot.c32 boots its first module, and the words of the caller are for that', async () => {
  const config =
    'DEFAULT x\nLABEL x\nKERNEL mboot.c32\nAPPEND xen.gz m=1 --- vmlinuz  b=2 --- a.gz --- b.gz z\n'
  const { entry } = await play(config, { files: XEN, selection: { args: 'extra' } })
  assert.equal(entry?.xen, {
    hypervisor: 'xen.gz',
    args: 'm=1',
    modules: [
      { path: 'vmlinuz', args: 'b=2' },
      { path: 'a.gz', args: '' },
      { path: 'b.gz', args: 'z extra' },
    ],
  })
  assert.is(entry?.cmdline, 'b=2')
  assert.is(entry?.args, 'b=2 extra')
  assert.equal(
    entry?.initrds.map(({ name }) => name),
    ['a.gz', 'b.gz'],
  )
})

modules('mboot.c32 parts files at the word --- alone, and skips its options', () => {
  assert.equal(readMultiboot('-aout -no-solaris x a---b --- k  l ---'), {
    hypervisor: { path: 'x', args: 'a---b' },
    modules: [{ path: 'k', args: 'l' }],
  })
  assert.is(readMultiboot('-noaout x').hypervisor?.path, '-noaout')
})

modules('mboot.c32 takes --- for a file name if one is due', () => {
  assert.is(readMultiboot('--- x').hypervisor?.path, '---')
  assert.equal(readMultiboot('x --- --- k').modules[0], { path: '---', args: '' })
})

modules('mboot.c32 without a kernel cannot boot a guest, and fails if a file is missing', async () => {
  assert.is(await result('DEFAULT mboot.c32 xen.gz\n', { files: XEN }), 'E_UNSUPPORTED')
  assert.is(await result('DEFAULT mboot.c32\n'), 'E_FETCH_NOT_FOUND')
  assert.is(await result('DEFAULT mboot.c32 no.gz --- vmlinuz\n'), 'E_FETCH_NOT_FOUND')
})

modules('linux.c32 squeezes white space and loads every initrd=', async () => {
  const { entry } = await play('DEFAULT linux.c32 vmlinuz  x  initrd=a.gz initrd=b.gz\n')
  assert.is(entry?.cmdline, 'BOOT_IMAGE=vmlinuz x initrd=a.gz initrd=b.gz')
  assert.equal(
    entry?.initrds.map(({ name }) => name),
    ['a.gz', 'b.gz'],
  )
  assert.is(
    await result('DEFAULT linux.c32 -dhcpinfo vmlinuz -dhcpinfo\n'),
    '-: BOOT_IMAGE=vmlinuz -dhcpinfo',
  )
  assert.is(await result('DEFAULT linux.c32 -x vmlinuz\n'), 'E_FETCH_NOT_FOUND')
})

const LABELS = 'LABEL one\nKERNEL vmlinuz\nLABEL two\nKERNEL other\n'
const rows: [string, string][] = [
  ['ifcpu64.c32 one -- two', 'one: BOOT_IMAGE=vmlinuz'],
  ['ifcpu64.c32 one x -- two -- three', 'one: BOOT_IMAGE=vmlinuz x'],
  ['whichsys.c32 -iso- one -pxe- two y -sys- one', 'two: BOOT_IMAGE=other y'],
  ['whichsys.c32 -iso- one', 'E_NO_ENTRY'],
  ['cmd.c32 two z', 'two: BOOT_IMAGE=other z'],
  ['config.c32 three.cfg', '-: BOOT_IMAGE=vmlinuz'],
  ['dir/poweroff.c32', 'E_UNSUPPORTED'],
  ['pxechn.c32 x.0', 'E_UNSUPPORTED'],
]
for (const [command, expected] of rows) {
  modules(`${command}: ${expected}`, async () => {
    const files = { 'three.cfg': 'DEFAULT vmlinuz\n' }
    assert.is(await result(`DEFAULT m\nLABEL m\nKERNEL ${command}\n${LABELS}`, { files }), expected)
  })
}

modules('a label on the way is named', async () => {
  const { entry } = await play(`DEFAULT m\nLABEL m\nKERNEL ifcpu64.c32 one\n${LABELS}`)
  assert.equal(entry?.via, ['m'])
})

modules('a module that the host plays need not exist', async () => {
  assert.is(
    await result(`DEFAULT mboot.c32 k --- i\n`, { files: { k: KERNEL, i: KERNEL, a: INITRD } }),
    '-: ',
  )
})

modules.run()
