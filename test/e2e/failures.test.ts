// Whole runs that fail, each in its way: the code that names it, exit status 1, and nothing left behind.
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { CONFIG } from '../support/boot-tree.ts'
import { dnsmasq } from '../support/dhcp-servers.ts'
import { type Misbehaviour, mockBootServer } from '../support/mock-boot.ts'
import { needs, unless } from '../support/requirements.ts'
import { assertFailed, MAC, withSite } from './boots.ts'

const failures = suite('a boot that fails')
const test = unless(needs('root', 'ip', 'dnsmasq'), failures)

const FILES = { 'pxelinux.cfg/default': CONFIG, vmlinuz: 300_000, 'initrd.img': 200_000 }
const ARGS = [`mac=${MAC}`, 'bridge=xenbr0', '--dhcp-timeout=3', '--timeout=40']

const MOCKED: Record<string, { behaviour: Partial<Misbehaviour>; code: string }> = {
  'no DHCP server answers': { behaviour: { dhcp: 'silent' }, code: 'E_DHCP_TIMEOUT' },
  'the server says NAK': { behaviour: { dhcp: 'nak' }, code: 'E_DHCP_NAK' },
  'the offer names no boot server': { behaviour: { dhcp: 'no-boot-server' }, code: 'E_NO_BOOT_SERVER' },
  'all answers are to an unknown xid': { behaviour: { dhcp: 'unknown-xid' }, code: 'E_DHCP_TIMEOUT' },
  'there is no configuration': { behaviour: { files: {} }, code: 'E_CONFIG_NOT_FOUND' },
  'the kernel is missing': {
    behaviour: { files: { 'pxelinux.cfg/default': CONFIG, 'initrd.img': 9000 } },
    code: 'E_FETCH_NOT_FOUND',
  },
  'the initrd is missing': {
    behaviour: { files: { 'pxelinux.cfg/default': CONFIG, vmlinuz: 300_000 } },
    code: 'E_FETCH_NOT_FOUND',
  },
  'the transfer stops in the middle': { behaviour: { files: FILES, tftp: 'stops' }, code: 'E_FETCH_TIMEOUT' },
  'the file grows while it is sent': { behaviour: { files: FILES, tftp: 'grows' }, code: 'E_FETCH_PROTOCOL' },
}

test('the mock server itself is one to boot from', () =>
  withSite({}, async ({ net, boot }) => {
    await mockBootServer(net.server, { files: FILES })
    const run = await boot({ bootloaderArgs: ARGS })
    assert.is(run.status, 0, run.console)
    assert.equal([run.kernel?.bytes, run.ramdisk?.bytes], [300_000, 200_000])
  }))

for (const [name, { behaviour, code }] of Object.entries(MOCKED)) {
  test(name, () =>
    withSite({}, async ({ net, boot }) => {
      await mockBootServer(net.server, behaviour)
      const before = net.leftovers()
      assertFailed(await boot({ bootloaderArgs: ARGS }), code)
      assert.equal(net.leftovers(), before)
    }),
  )
}

test('a file that is not a kernel', () =>
  withSite({ vmlinuz: '<html>404</html>' }, async ({ net, tree, boot }) => {
    await dnsmasq(net.server, {}, { tftpRoot: tree.root })
    assertFailed(await boot(), 'E_NOT_A_KERNEL')
  }))

test('a bridge that is not there', () =>
  withSite({}, async ({ net, boot }) => {
    const before = net.leftovers()
    const run = await boot({ bootloaderArgs: [`mac=${MAC}`, 'bridge=nobr9'] })
    assertFailed(run, 'E_NETWORK')
    assert.match(run.console, 'nobr9')
    assert.equal(net.leftovers(), before)
  }))

for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP', 'SIGKILL'] as const) {
  test(`${signal} while it waits for a server`, () =>
    withSite({}, async ({ net, boot }) => {
      const before = net.leftovers()
      const run = await boot({}, (console) => {
        const timer = setInterval(() => {
          if (!console.text().includes('requesting info')) return
          clearInterval(timer)
          setTimeout(() => console.kill(signal), 500)
        }, 20)
      })
      assert.is.not(run.status, 0)
      assert.not(run.hasOutput)
      if (signal !== 'SIGKILL') assert.equal(run.left, [])
      await settled(() => net.leftovers(), before)
    }))
}

/** What was killed with SIGKILL is taken away by the kernel, in its own time. */
async function settled<T>(actual: () => T, expected: T): Promise<void> {
  for (let tries = 0; tries < 50 && JSON.stringify(actual()) !== JSON.stringify(expected); tries++) {
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  assert.equal(actual(), expected)
}

failures.run()
