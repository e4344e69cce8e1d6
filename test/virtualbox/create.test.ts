// `vbox create` against the double of VBoxManage, in every version that it knows.
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { type CreateOptions, runVboxCreate } from '../../src/virtualbox/create.ts'
import { ISO_NAME } from '../../src/virtualbox/medium-file.ts'
import { aNetworkDevice } from '../support/network-device.ts'
import { refusal } from '../support/refusal.ts'
import { type Bench, createBench, withBench } from '../support/vboxmanage/bench.ts'
import { VERSIONS } from '../support/vboxmanage/options.ts'

const creating = suite('vbox create')

const never = new AbortController().signal
const device = aNetworkDevice()
const OPTIONS: CreateOptions = {
  name: 'web 1',
  mac: null,
  bridgeAdapter: device,
  nicType: 'Am79C970A',
  cpus: null,
  memoryMiB: null,
  like: null,
  videoMemoryMiB: 16,
  accelerate3d: false,
  remoteDisplay: null,
  osType: 'Debian_64',
  firmware: 'bios',
  bootOrder: ['dvd', 'disk'],
  replace: false,
}

const create = async (bench: Bench, options: Partial<CreateOptions> = {}, random = counting()) =>
  runVboxCreate(
    { ...OPTIONS, ...options },
    { vbox: await bench.open(), run: bench.run, random, signal: never },
  )

/** Random bytes that are 1, 2, 3, ... */
function counting(): (bytes: number) => Buffer {
  let next = 0
  return (bytes) => {
    next += 1
    return Buffer.alloc(bytes, next)
  }
}

const onBench = (name: string, test: (bench: Bench) => Promise<void>) => creating(name, () => withBench(test))

for (const version of VERSIONS) {
  creating(`makes the same machine with VirtualBox ${version}`, async () => {
    const bench = await createBench(version)
    const remoteDisplay = { port: 8888, address: '127.0.0.1', authentication: 'external' } as const
    const report = await create(bench, { accelerate3d: true, remoteDisplay, firmware: 'efi', cpus: 3 })
    assert.equal(report, {
      name: 'web 1',
      mac: '08:00:27:01:01:01',
      bridgeAdapter: device,
      nicType: 'Am79C970A',
      firmware: 'efi',
      cpus: 3,
      memoryMiB: 2048,
      remoteDisplay,
      replaced: false,
    })
    const machine = bench.machine('web 1')
    assert.equal(machine?.values, {
      memory: '2048',
      cpus: '3',
      vram: '16',
      accelerate3d: 'on',
      firmware: 'efi',
      nic1: 'bridged',
      bridgeadapter1: device,
      macaddress1: '080027010101',
      nictype1: 'Am79C970A',
      cableconnected1: 'on',
      boot1: 'dvd',
      boot2: 'disk',
      boot3: 'none',
      boot4: 'none',
      vrde: 'on',
      vrdeport: '8888',
      vrdeaddress: '127.0.0.1',
      vrdeauthtype: 'external',
    })
    assert.equal(machine?.slots, {
      'IDE-0-0': 'none',
      'IDE-0-1': 'none',
      'IDE-1-0': 'emptydrive',
      'IDE-1-1': 'none',
    })
    bench.close()
  })
}

onBench('takes no MAC address that a registered machine has', async (bench) => {
  await create(bench)
  const { mac } = await create(bench, { name: 'web 2' })
  assert.is(mac, '08:00:27:02:02:02')
  const error = await refusal(create(bench, { name: 'web 3', mac }))
  assert.is(error.code, 'E_USAGE')
  assert.match(error.message, /"web 2" has the MAC address 08:00:27:02:02:02/)
  assert.is(bench.machines().length, 2)
})

onBench('refuses a name that is there, and changes nothing', async (bench) => {
  await create(bench)
  const before = bench.machines()
  const error = await refusal(create(bench))
  assert.match(error.hint ?? '', /--replace/)
  assert.equal(bench.machines(), before)
})

onBench('replaces a machine with --replace, and keeps its MAC address', async (bench) => {
  await create(bench, { mac: '08:00:27:aa:bb:cc' })
  const iso = join(bench.home, 'VirtualBox VMs/web 1', ISO_NAME)
  writeFileSync(iso, 'iso')
  const report = await create(bench, { replace: true, firmware: 'efi' })
  assert.is(report.replaced, true)
  assert.is(report.mac, '08:00:27:aa:bb:cc')
  assert.equal(
    bench.machines().map(({ name, values }) => [name, values.firmware]),
    [['web 1', 'efi']],
  )
  assert.equal(readdirSync(join(bench.home, 'VirtualBox VMs')), ['web 1'])
  assert.not.ok(existsSync(iso))
})

onBench('replaces a machine that runs', async (bench) => {
  await create(bench)
  await (await bench.open()).change(['startvm', 'web 1', '--type', 'headless'])
  await create(bench, { replace: true })
  assert.equal(
    bench.machines().map(({ state }) => state),
    ['poweroff'],
  )
})

onBench('makes a machine with --replace even if there is none to replace', async (bench) => {
  assert.is((await create(bench, { replace: true })).replaced, false)
})

for (const step of ['createvm', '--cpus', '--nic1', '--boot1', '--vrde', 'storagectl', 'storageattach']) {
  onBench(`leaves nothing when VBoxManage refuses ${step}`, async (bench) => {
    bench.refuse(step)
    const error = await refusal(create(bench))
    assert.is(error.code, 'E_OUTPUT')
    assert.match(error.message, /refused on demand/)
    assert.equal(bench.machines(), [])
    bench.refuse()
    await create(bench)
  })

  onBench(`gives the old machine back when VBoxManage refuses ${step}`, async (bench) => {
    await create(bench)
    const before = bench.machines()
    bench.refuse(step)
    await refusal(create(bench, { replace: true }))
    assert.equal(bench.machines(), before)
  })
}

onBench('says where the old machine is when it cannot be deleted', async (bench) => {
  await create(bench)
  const old = bench.machine('web 1')?.uuid.slice(0, 8)
  bench.refuse('unregistervm')
  const error = await refusal(create(bench, { replace: true, firmware: 'efi' }))
  assert.is(
    error.hint,
    `the new machine is complete; the replaced one is still there as web 1 (replaced ${old})`,
  )
  assert.is(bench.machine('web 1')?.values.firmware, 'efi')
  assert.is(bench.machine(`web 1 (replaced ${old})`)?.values.firmware, 'bios')
})

onBench('says what stays behind if undoing fails as well', async (bench) => {
  bench.refuse('storagectl', 'unregistervm')
  const error = await refusal(create(bench))
  assert.match(error.hint ?? '', /left behind: the virtual machine web 1/)
})

onBench('changes nothing in a dry run, and tells the commands', async (bench) => {
  const vbox = await bench.open({ dryRun: true })
  await runVboxCreate(OPTIONS, { vbox, run: bench.run, random: counting(), signal: never })
  assert.equal(bench.machines(), [])
  assert.equal(
    vbox.changes.map(([program, command]) => [program, command]),
    ['createvm', 'modifyvm', 'modifyvm', 'modifyvm', 'modifyvm', 'storagectl', 'storageattach'].map(
      (command) => ['VBoxManage', command],
    ),
  )
})

onBench('names the devices that VirtualBox can bridge to', async (bench) => {
  const error = await refusal(create(bench, { bridgeAdapter: 'nosuch0' }))
  assert.is(error.code, 'E_USAGE')
  assert.match(error.message, /cannot bridge to nosuch0/)
  assert.match(error.hint ?? '', new RegExp(device))
})

onBench("says VirtualBox's own words for an unknown operating system type", async (bench) => {
  const error = await refusal(create(bench, { osType: 'Nonsense' }))
  assert.match(error.message, /createvm.*Nonsense/)
  assert.not.match(error.message, /Details|Context/)
})

onBench('is as large as this host with --like localhost, with 80 % of its memory', async (bench) => {
  const { cpus, memoryMiB } = await create(bench, { like: 'localhost' })
  assert.ok(cpus >= 1)
  assert.ok(memoryMiB > 100)
  assert.is((await create(bench, { name: 'web 2', like: 'localhost', cpus: 7 })).cpus, 7)
})

onBench('is as large as a host that ssh reaches, which is asked as the owner', async (bench) => {
  const ssh = join(bench.home, 'ssh')
  const answer = 'printf "16\\nMemTotal:       65536000 kB\\nMemFree: 1 kB\\n"'
  writeFileSync(ssh, `#!/bin/sh\necho "$HOME: $@" > "$HOME/asked"\n${answer}\n`, { mode: 0o755 })
  const path = process.env.PATH
  process.env.PATH = `${bench.home}:${path}`
  try {
    const { cpus, memoryMiB } = await create(bench, { like: 'root@big.example' })
    assert.equal([cpus, memoryMiB], [16, 51_200])
  } finally {
    process.env.PATH = path
  }
  const asked = readFileSync(join(bench.home, 'asked'), 'utf8')
  assert.match(asked, `${bench.home}: `)
  assert.match(asked, ' -- root@big.example nproc && cat /proc/meminfo')
})

for (const like of ['-oProxyCommand=x', 'a b', '']) {
  onBench(`asks no host named ${JSON.stringify(like)}`, async (bench) => {
    assert.is((await refusal(create(bench, { like }))).code, 'E_USAGE')
  })
}

for (const name of ['', '-web', 'a/b', 'a\nb']) {
  onBench(`refuses the name ${JSON.stringify(name)}`, async (bench) => {
    assert.is((await refusal(create(bench, { name }))).code, 'E_USAGE')
  })
}

creating.run()
