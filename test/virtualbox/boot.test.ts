// `vbox boot` against the double of VBoxManage, with a PXE answer that is given: what becomes of the machine.
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { BootError } from '../../src/boot-error.ts'
import { type BootDeps, type BootOptions, type PxeGuest, runVboxBoot } from '../../src/virtualbox/boot.ts'
import { runVboxConsole } from '../../src/virtualbox/console.ts'
import { runVboxList } from '../../src/virtualbox/list.ts'
import { ISO_NAME } from '../../src/virtualbox/medium-file.ts'
import { runVboxReset } from '../../src/virtualbox/reset.ts'
import { refusal } from '../support/refusal.ts'
import { needs, unless } from '../support/requirements.ts'
import { type Bench, createBench, withBench } from '../support/vboxmanage/bench.ts'
import { VERSIONS } from '../support/vboxmanage/options.ts'

const booting = suite('vbox boot')
const withTools = unless(needs('xorriso'), booting)

const never = new AbortController().signal
const OPTIONS: BootOptions = { name: 'web 1', display: 'headless', prepareOnly: false, dryRun: false }

/** Enough of a bzImage for isolinux's part of an ISO. */
function kernelImage(): Buffer {
  const image = Buffer.alloc(4096)
  image.write('HdrS', 0x202, 'latin1')
  return image
}

const networkBoot: BootDeps['playBoot'] = async (_guest, folder) => {
  if (folder === null) return { outcome: 'boot', medium: null }
  const [kernel, ramdisk] = [join(folder, 'kernel'), join(folder, 'ramdisk')]
  writeFileSync(kernel, kernelImage())
  writeFileSync(ramdisk, 'ramdisk')
  return { outcome: 'boot', medium: { kernel, ramdisk, commandLine: Buffer.from('root=/dev/nfs') } }
}
const unreachable = async () => {
  throw new Error('the boot was played')
}
const localBoot: BootDeps['playBoot'] = async () => ({ outcome: 'local' })

const boot = async (
  bench: Bench,
  { playBoot = networkBoot, ...options }: Partial<BootOptions & BootDeps> = {},
) => {
  const vbox = await bench.open({ dryRun: options.dryRun ?? false })
  const deps = { vbox, run: bench.run, playBoot, isBridge: () => true, signal: never, ...options }
  return runVboxBoot({ ...OPTIONS, ...options }, deps)
}

/** A machine as somebody may have made it by hand. */
async function makeMachine(bench: Bench, ...more: string[][]): Promise<void> {
  const vbox = await bench.open()
  await vbox.change(['createvm', '--name', 'web 1', '--ostype', 'Debian_64', '--register'])
  const network = ['--nic1', 'bridged', '--bridgeadapter1', 'br0', '--macaddress1', '080027AABBCC']
  await vbox.change(['modifyvm', 'web 1', ...network, '--boot1', 'floppy', '--boot2', 'net'])
  for (const args of more) await vbox.change(args)
}

const drive = (controller: string, port: string, device: string, type: string, medium: string) => [
  'storageattach',
  'web 1',
  ...['--storagectl', controller, '--port', port, '--device', device, '--type', type, '--medium', medium],
]
const IDE = ['storagectl', 'web 1', '--name', 'IDE', '--add', 'ide']

const folderOf = (bench: Bench) => join(bench.home, 'VirtualBox VMs/web 1')
const isoOf = (bench: Bench) => join(folderOf(bench), ISO_NAME)
const orderOf = (bench: Bench) => {
  const values = bench.machine('web 1')?.values ?? {}
  return [1, 2, 3, 4].map((place) => values[`boot${place}`] ?? 'none')
}
const leftInWork = () => readdirSync('/var/tmp').filter((name) => name.startsWith('tspxeboot-vbox-'))

const onBench = (name: string, test: (bench: Bench) => Promise<void>) =>
  withTools(name, () => withBench(test))

for (const version of VERSIONS) {
  withTools(`gives the machine an ISO and starts it with VirtualBox ${version}`, async () => {
    const bench = await createBench(version)
    await makeMachine(bench)
    const asked: PxeGuest[] = []
    const report = await boot(bench, {
      playBoot: (guest, folder) => {
        asked.push(guest)
        return networkBoot(guest, folder)
      },
    })
    assert.equal(report, {
      name: 'web 1',
      outcome: 'boot',
      mac: '08:00:27:aa:bb:cc',
      interface: 'br0',
      firmware: 'bios',
      iso: isoOf(bench),
      started: true,
    })
    const machine = bench.machine('web 1')
    assert.equal(asked, [{ mac: '08:00:27:aa:bb:cc', uuid: machine?.uuid, interface: 'br0' }])
    assert.is(machine?.state, 'running')
    assert.is(machine?.startedAs, 'headless')
    assert.is(machine?.slots['IDE-1-0'], isoOf(bench))
    assert.equal(orderOf(bench), ['dvd', 'disk', 'none', 'none'])
    assert.ok(readFileSync(isoOf(bench)).includes('root=/dev/nfs'))
    assert.equal(leftInWork(), [])
    bench.close()
  })
}

onBench('takes a new ISO on every boot, in the same drive', async (bench) => {
  await makeMachine(bench, IDE)
  await boot(bench, { prepareOnly: true })
  const first = readFileSync(isoOf(bench))
  const slots = bench.machine('web 1')?.slots
  const other = async (guest: PxeGuest, folder: string | null) => {
    const answer = await networkBoot(guest, folder)
    if (answer.outcome === 'boot' && answer.medium) answer.medium.commandLine = Buffer.from('other')
    return answer
  }
  await boot(bench, { prepareOnly: true, playBoot: other })
  assert.not.ok(readFileSync(isoOf(bench)).equals(first))
  assert.equal(bench.machine('web 1')?.slots, slots)
  assert.equal(readdirSync(folderOf(bench)).sort(), [ISO_NAME, 'web 1.vbox'])
})

onBench('does not start the machine with --prepare-only', async (bench) => {
  await makeMachine(bench)
  const report = await boot(bench, { prepareOnly: true })
  assert.is(report.started, false)
  assert.is(bench.machine('web 1')?.state, 'poweroff')
  assert.is(bench.machine('web 1')?.slots['IDE-1-0'], isoOf(bench))
})

onBench('changes nothing in a dry run, and tells the commands', async (bench) => {
  await makeMachine(bench)
  const before = bench.machines()
  const vbox = await bench.open({ dryRun: true })
  const report = await boot(bench, { dryRun: true, vbox })
  assert.equal(bench.machines(), before)
  assert.not.ok(existsSync(isoOf(bench)))
  assert.is(report.started, false)
  assert.equal(
    vbox.changes.map((command) => command.join(' ')),
    [
      'VBoxManage storagectl web 1 --name IDE --add ide',
      `VBoxManage storageattach web 1 --storagectl IDE --port 1 --device 0 --type dvddrive --medium ${isoOf(bench)}`,
      'VBoxManage modifyvm web 1 --boot1 dvd --boot2 disk --boot3 none --boot4 none',
      'VBoxManage startvm web 1 --type headless',
    ],
  )
})

for (const step of ['--add ide', 'storageattach', '--boot1 dvd', 'startvm']) {
  onBench(`leaves the machine as it was when VBoxManage refuses ${step}`, async (bench) => {
    await makeMachine(bench)
    const before = bench.machines()
    bench.refuse(step)
    const error = await refusal(boot(bench))
    assert.match(error.message, /refused on demand/)
    const [machine] = bench.machines()
    assert.equal(machine?.slots, before[0]?.slots)
    assert.equal(orderOf(bench), ['floppy', 'net', 'none', 'none'])
    assert.equal(readdirSync(folderOf(bench)), ['web 1.vbox'])
    assert.equal(leftInWork(), [])
  })
}

onBench('leaves nothing when the boot fails', async (bench) => {
  await makeMachine(bench)
  const before = bench.machines()
  const fail = async () => {
    throw new BootError('E_CONFIG_NOT_FOUND', { what: 'no boot configuration' })
  }
  assert.is((await refusal(boot(bench, { playBoot: fail }))).code, 'E_CONFIG_NOT_FOUND')
  assert.equal(bench.machines(), before)
  assert.equal(leftInWork(), [])
})

onBench('leaves another medium in a drive alone', async (bench) => {
  const theirs = join(bench.home, 'tools.iso')
  writeFileSync(theirs, '')
  await makeMachine(bench, IDE, drive('IDE', '1', '0', 'dvddrive', theirs))
  await boot(bench)
  const slots = bench.machine('web 1')?.slots
  assert.is(slots?.['IDE-1-0'], theirs)
  assert.is(slots?.['IDE-0-0'], isoOf(bench))
})

onBench('says that no drive is free', async (bench) => {
  const full = ['0-0', '0-1', '1-0', '1-1'].map((place) => {
    const [port = '', device = ''] = place.split('-')
    return drive('IDE', port, device, 'dvddrive', '/etc/hostname')
  })
  await makeMachine(bench, IDE, ...full)
  assert.match((await refusal(boot(bench))).message, /no empty DVD drive, and no place for one/)
})

onBench('boots the disk, and ejects the ISO, when PXE says local boot', async (bench) => {
  const disk = join(bench.home, 'web.vdi')
  writeFileSync(disk, '')
  const sata = ['storagectl', 'web 1', '--name', 'SATA', '--add', 'sata']
  await makeMachine(bench, sata, drive('SATA', '0', '0', 'hdd', disk))
  await boot(bench, { prepareOnly: true })
  const report = await boot(bench, { playBoot: localBoot, display: 'gui' })
  assert.is(report.outcome, 'local')
  assert.is(report.iso, null)
  const machine = bench.machine('web 1')
  assert.is(machine?.slots['IDE-1-0'], 'emptydrive')
  assert.is(machine?.startedAs, 'gui')
  assert.equal(orderOf(bench), ['disk', 'dvd', 'none', 'none'])
})

onBench('fails without a disk to boot', async (bench) => {
  await makeMachine(bench)
  const error = await refusal(boot(bench, { playBoot: localBoot }))
  assert.is(error.code, 'E_LOCAL_BOOT')
})

onBench('does not touch a machine that runs', async (bench) => {
  await makeMachine(bench)
  await boot(bench)
  const error = await refusal(boot(bench, { playBoot: unreachable }))
  assert.match(error.message, /is running/)
  assert.match(error.hint ?? '', /vbox reset/)
})

onBench('names the machine that there is not, in words of VirtualBox', async (bench) => {
  await makeMachine(bench)
  assert.match(
    (await refusal(boot(bench, { name: 'nosuch' }))).message,
    /Could not find a registered machine named 'nosuch'/,
  )
})

for (const [network, more] of [
  ['nat', ['--nic1', 'nat']],
  ['none', ['--nic1', 'none']],
] as const) {
  onBench(`cannot stand on a network of the kind ${network}`, async (bench) => {
    await makeMachine(bench, ['modifyvm', 'web 1', ...more])
    const error = await refusal(boot(bench))
    assert.is(error.code, 'E_UNSUPPORTED')
    assert.match(error.message, new RegExp(`is ${network}`))
  })
}

onBench('stands on a host-only network', async (bench) => {
  await makeMachine(bench, ['modifyvm', 'web 1', '--nic1', 'hostonly', '--hostonlyadapter1', 'vboxnet0'])
  assert.is((await boot(bench)).interface, 'vboxnet0')
})

onBench('mentions the macvlan if a server of this host could not be reached', async (bench) => {
  await makeMachine(bench)
  const fail = async () => {
    throw new BootError('E_DHCP_TIMEOUT', { what: 'no offer', hint: 'is there a DHCP server?' })
  }
  const onBridge = await refusal(boot(bench, { playBoot: fail }))
  assert.is(onBridge.hint, 'is there a DHCP server?')
  const onDevice = await refusal(boot(bench, { playBoot: fail, isBridge: () => false }))
  assert.match(onDevice.hint ?? '', /is there a DHCP server\?; on br0, which is not a bridge/)
})

onBench('lists, resets and shows machines', async (bench) => {
  const display = ['--vrde', 'on', '--vrdeport', '8888', '--vrdeaddress', '127.0.0.1']
  await makeMachine(bench, ['modifyvm', 'web 1', ...display])
  const vbox = await bench.open()
  assert.match((await refusal(runVboxReset(OPTIONS, { vbox }))).message, /is poweroff/)
  await boot(bench)
  assert.equal(await runVboxList({}, { vbox }), [
    {
      name: 'web 1',
      uuid: bench.machine('web 1')?.uuid,
      state: 'running',
      mac: '08:00:27:aa:bb:cc',
      network: 'bridged',
      interface: 'br0',
      firmware: 'bios',
      iso: isoOf(bench),
    },
  ])
  assert.equal(await runVboxReset(OPTIONS, { vbox }), { name: 'web 1', reset: true })
  assert.equal(bench.calls().at(-1), ['controlvm', 'web 1', 'reset'])
  assert.equal(await runVboxConsole(OPTIONS, { vbox, hasDesktop: false }), {
    name: 'web 1',
    via: 'remote-display',
    address: '127.0.0.1',
    port: '8888',
  })
  assert.equal(await runVboxConsole(OPTIONS, { vbox, hasDesktop: true }), { name: 'web 1', via: 'window' })
  assert.equal(bench.calls().at(-1), ['startvm', 'web 1', '--type', 'separate'])
})

booting.run()
