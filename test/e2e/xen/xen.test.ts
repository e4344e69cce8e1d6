// The packages on a real Xen host: `xl create` calls tspxeboot, and guests boot with its result. Two jobs run side by
// side, each in the dom0 of a machine in QEMU; the tests look at what their boots left behind.
import { readlinkSync } from 'node:fs'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { builtRoot, ROOT_NAME, toldBy } from '../../support/built-root.ts'
import { measured } from '../../support/measured.ts'
import { needs, unless } from '../../support/requirements.ts'
import { type BootTraces, prepare, runJob, type Traces } from './xen-host.ts'

const xen = suite('real Xen host')
const missing =
  process.env.TSPXEBOOT_TEST_XEN === '0'
    ? 'TSPXEBOOT_TEST_XEN is 0'
    : needs('root', 'mmdebstrap', 'mksquashfs', 'qemu-system-x86_64')
const test = unless(missing, xen)

const jobs: { dnsmasq?: Traces; isc?: Traces } = {}
xen.after(() => {
  jobs.dnsmasq?.remove()
  jobs.isc?.remove()
})

function job(name: keyof typeof jobs): Traces {
  const traces = jobs[name]
  assert.ok(traces, 'the jobs ran')
  return traces
}

/** A boot's traces, once it is plain that nothing of it was left. */
function boot(of: keyof typeof jobs, name: string): BootTraces {
  const traces = job(of).boot(name)
  assert.is(traces.left, '', `left behind by ${name}`)
  return traces
}

function booted({ status, log, guest, read }: BootTraces, type: 'PV' | 'PVH', commandLine: string): void {
  assert.is(status, 0, `${read('xl.log')}\n${log.join('\n')}`)
  assert.is(guest('TYPE'), type)
  assert.is(guest('CMDLINE'), commandLine)
}

/** The address of the lease that was played for the guest, as the log tells it. */
const playedFor = ({ log }: BootTraces) => /(?:IP |"address":")([\d.]+)/.exec(log.join('\n'))?.[1]

function failed(traces: BootTraces, why: RegExp): void {
  assert.is(traces.status, 3, traces.read('xl.log'))
  assert.match(traces.log.at(-1) ?? '', why)
}

test('two Xen hosts come up and run their jobs', async () => {
  const image = await prepare()
  const root = join((await builtRoot()).tree, ROOT_NAME)
  const date = readlinkSync(join(root, 'current'))
  const [dnsmasq, isc] = await Promise.all([
    runJob(image, 'dnsmasq', 'tspxeboot'),
    runJob(image, 'isc-nginx', 'tspxeboot-standalone', { root: join(root, date) }),
  ])
  Object.assign(jobs, { dnsmasq, isc })
  assert.is(dnsmasq.read('status').trim(), '0', dnsmasq.read('job.log'))
  assert.is(isc.read('status').trim(), '0', isc.read('job.log'))
})

test("the package installs with the system's Node", () => {
  assert.is(job('dnsmasq').read('install-status').trim(), '0', job('dnsmasq').read('install.log'))
})

test('the package with its own Node installs', () => {
  assert.is(job('isc').read('install-status').trim(), '0', job('isc').read('install.log'))
})

test('a PV guest boots from dnsmasq and gets the address that was played for it', () => {
  const traces = boot('dnsmasq', 'pv')
  booted(traces, 'PV', 'console=hvc0 quiet ask-address from=tftp')
  assert.is(traces.guest('MAC'), '00:16:3e:00:00:01')
  assert.ok(playedFor(traces))
  assert.is(traces.guest('ADDRESS'), playedFor(traces))
})

test('a guest without a disk of its own boots by an empty first disk', () => {
  assert.match(job('dnsmasq').boot('pv').read('domain.cfg'), /disk = .*\.img,raw,xvda/)
  assert.is(job('dnsmasq').boot('pv').guest('TYPE'), 'PV')
})

test('a guest is made from the store of hosts alone, and has the address that the store says', () => {
  const traces = boot('dnsmasq', 'stored')
  booted(traces, 'PV', 'console=hvc0 quiet ask-address from=store')
  assert.is(traces.guest('ADDRESS'), '192.0.2.10')
  assert.is(playedFor(traces), '192.0.2.10')
})

test('a menu is answered with keys over xl create -c', () => {
  const traces = boot('dnsmasq', 'menu-with-keys')
  booted(traces, 'PVH', 'console=hvc0 quiet ask-address from=second')
  assert.match(traces.read('xl.log'), /Pick a system/)
})

test('a PVH guest boots with a list of initrds and gets the address that was played for it', () => {
  const traces = job('dnsmasq').boot('menu-with-keys')
  assert.is(traces.guest('SECOND-INITRD'), 'here')
  assert.ok(playedFor(traces))
  assert.is(traces.guest('ADDRESS'), playedFor(traces))
})

test('a menu that nobody answers boots its default when its time is up: an mboot.c32 entry, as a guest', () => {
  const traces = boot('dnsmasq', 'menu-unattended')
  booted(traces, 'PV', 'console=hvc0 quiet ask-address from=mboot')
  assert.is(traces.guest('ADDRESS'), playedFor(traces))
})

test('a PVH guest boots by HTTP from nginx, told by ISC dhcpd', () => {
  const traces = boot('isc', 'restricted')
  // Debian 13's xl (4.20) frees memory twice in restricted mode and crashes beside the running guest: with pygrub too.
  const xlCrashes = traces.status > 128 && boot('isc', 'restricted-pygrub').status > 128
  booted(xlCrashes ? { ...traces, status: 0 } : traces, 'PVH', 'console=hvc0 quiet ask-address from=http')
  // libxl asks for quiet in restricted mode, so the address is the one that nginx saw.
  assert.match(job('isc').read('nginx.log'), `${traces.guest('ADDRESS')} - - `)
  assert.match(job('isc').read('nginx.log'), /GET \/vmlinuz HTTP\/1\.1" 200/)
})

test('in restricted mode the boot is played by the other user', () => {
  assert.match(job('isc').boot('restricted').read('as-other-user'), /^\d+/)
})

test('local boot goes to pygrub, and the guest boots the kernel of its own disk', () => {
  const traces = boot('isc', 'local')
  booted(traces, 'PV', 'console=hvc0 quiet from=own-disk')
  assert.ok(traces.log.some((line) => line === 'tspxeboot: dropping to pygrub for local boot'))
})

test('a PV guest without a disk runs a root file system that it downloads from nginx', () => {
  const traces = boot('isc', 'diskless')
  assert.is(traces.status, 0, `${traces.read('xl.log')}\n${traces.log.join('\n')}`)
  const console = traces.read('console.log')
  const { init, root, address } = toldBy(console)
  assert.equal([init, root], ['systemd', 'overlay'], console.slice(-3000))
  assert.is(address, `${playedFor(traces)}/24`)
})

test('libvirt creates a domain whose bootloader is tspxeboot', () => {
  const traces = boot('isc', 'libvirt')
  booted(traces, 'PV', 'console=hvc0 quiet ask-address from=libvirt')
  assert.is(traces.guest('ADDRESS'), playedFor(traces))
})

test("libvirt keeps bootloader and bootloader_args on the way to xl's form and back", () => {
  assert.match(job('isc').read('libvirt.cfg'), /^bootloader = "\/usr\/bin\/tspxeboot"$/m)
  assert.match(
    job('isc').read('libvirt.cfg'),
    /^boot(loader_)?args = "mac=00:16:3e:00:00:13 bridge=xenbr0 --verbose"$/m,
  )
  assert.match(
    job('isc').read('libvirt.xml'),
    /<bootloader_args>mac=00:16:3e:00:00:13 bridge=xenbr0 --verbose</,
  )
})

test('without a DHCP server xl fails and the log says why', () => {
  failed(boot('isc', 'no-dhcp'), /E_DHCP_TIMEOUT.*00:16:3e:00:00:14/i)
})

test('without a configuration xl fails and the log says why', () => {
  failed(boot('dnsmasq', 'no-configuration'), /E_CONFIG_NOT_FOUND.*192\.0\.2\.1/)
})

test('with a kernel missing xl fails and the log says why', () => {
  failed(boot('dnsmasq', 'missing-kernel'), /E_FETCH_NOT_FOUND.*nowhere/)
})

test('with a command line that libxl would drop xl fails and the log says why', () => {
  failed(boot('dnsmasq', 'long-args'), /E_CMDLINE_TOO_LONG/)
})

test('xl destroy in the middle ends the call', () => {
  const traces = boot('isc', 'destroyed')
  assert.is(traces.status, 3, traces.read('xl.log'))
  assert.match(traces.read('xl.log'), /stopping bootloader/)
  assert.not.match(traces.log.join('\n'), /E_DHCP_TIMEOUT/)
})

test('Ctrl-C on xl ends the call', () => {
  assert.is(boot('isc', 'interrupted').status, 130)
})

test('the cost of a call in dom0 is told by stage', () => {
  const { log, read } = job('dnsmasq').boot('pv')
  const events = log.filter((line) => line.startsWith('{')).map((line) => JSON.parse(line))
  const at = (name: string): number => {
    const event = events.find(({ event }) => event === name)
    assert.ok(event, `${name} in ${log.join('\n')}`)
    return event.time
  }
  const stages = {
    network: events.find(({ event }) => event === 'GuestPortMade')?.ms,
    dhcp: at('ConfigWanted') - at('LeaseWanted'),
    config: at('KernelWanted') - at('ConfigWanted'),
    files: events.at(-1).time - at('KernelWanted'),
  }
  const told = Object.entries(stages).map(([stage, ms]) => `${stage} ${ms} ms`)
  const memory = Number(read('memory.peak')) / 2 ** 20
  measured(`a call in an emulated dom0: ${told.join(', ')}; ${memory.toFixed(0)} MiB with kernel and initrd`)
  for (const ms of Object.values(stages)) assert.ok(ms > 0)
  assert.ok(memory > 0)
})

test('and of each boot in whole seconds of xl create', () => {
  const names = ['pv', 'menu-unattended', 'missing-kernel']
  const told = names.map((name) => `${name} ${job('dnsmasq').boot(name).read('seconds').trim()} s`)
  measured(`xl create in an emulated dom0: ${told.join(', ')}`)
  for (const name of names) assert.ok(Number(job('dnsmasq').boot(name).read('seconds')) > 0)
})

xen.run()
