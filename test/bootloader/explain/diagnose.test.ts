/** What explain makes of what was seen, where no network is needed to see it. */

import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { BootEvent } from '../../../src/bootloader/events.ts'
import { diagnose } from '../../../src/bootloader/explain/diagnose.ts'
import type { Facts } from '../../../src/bootloader/explain/fault.ts'
import { explainText } from '../../../src/bootloader/explain/text.ts'
import { type BootReport, emptyReport } from '../../../src/bootloader/report.ts'
import type { DeviceState } from '../../../src/guest-port/inspect-device.ts'
import { packetCounts } from '../../../src/guest-port/packet-counts.ts'
import { LEASE } from '../../support/lease.ts'

const faults = suite('the diagnosis of explain')

const PORT = { name: 'eth0', up: true, carrier: true, sent: 3, received: 9 }
const BRIDGE: DeviceState = {
  name: 'xenbr0',
  up: true,
  carrier: true,
  ports: [PORT],
  filtered: false,
  portDelayMs: 0,
}
const URL = 'tftp://192.0.2.1/vmlinuz'

interface Seen {
  code: NonNullable<BootReport['error']>['code']
  reason?: NonNullable<BootReport['error']>['reason']
  report?: Partial<BootReport>
  events?: BootEvent[]
  device?: DeviceState | null
}

function facts({ code, reason = null, report = {}, events = [], device = BRIDGE }: Seen): Facts {
  const error = { code, reason, message: '', hint: null }
  const made: BootEvent = { event: 'GuestPortMade', mode: 'guest', device: 'xenbr0', port: 'pxe7', ms: 40 }
  const discover: BootEvent = { event: 'DhcpDiscoverSent', mac: '', attempt: 1, xid: 1, waitMs: 2000 }
  return {
    report: { ...emptyReport({ mac: '00:16:3e:11:22:33', uuid: null }), ...report, error },
    events: [made, discover, ...events].map((event, at) => ({ atMs: 50 + 10 * at, event })),
    live: true,
    device,
  }
}

const dropped = (reason: string, client?: string): BootEvent => ({
  event: 'DhcpPacketDropped',
  reason,
  source: '192.0.2.1',
  ...(client === undefined ? {} : { client }),
  count: 1,
})
const offer = (server: string): BootEvent => ({
  event: 'DhcpOfferReceived',
  server,
  source: server,
  relay: null,
  address: '192.0.2.91',
  bootServer: null,
  bootFile: null,
})
const NO_OFFER = 'E_DHCP_TIMEOUT'

/** What was seen, and how the lines of the diagnosis begin or what they have in them. */
const CASES: Record<string, [Seen, RegExp[]]> = {
  'a bridge that is down': [
    { code: NO_OFFER, device: { ...BRIDGE, up: false } },
    [/^xenbr0 is down: ip link set xenbr0 up$/],
  ],
  'a bridge alone': [{ code: NO_OFFER, device: { ...BRIDGE, ports: [] } }, [/^xenbr0 has no port but ours/]],
  'ports that are down or have no carrier': [
    {
      code: NO_OFFER,
      device: {
        ...BRIDGE,
        ports: [
          { ...PORT, carrier: false },
          { ...PORT, name: 'eth1', up: false },
        ],
      },
    },
    [/^no port of xenbr0 is up .*\(eth0 has none, eth1 is down\)/],
  ],
  'a bridge with STP': [
    { code: NO_OFFER, device: { ...BRIDGE, portDelayMs: 30_000, ports: [{ ...PORT, sent: 0 }] } },
    [/^xenbr0 runs STP.* 30 s/],
  ],
  'a filter of this host': [
    { code: NO_OFFER, device: { ...BRIDGE, filtered: true, ports: [{ ...PORT, sent: 0 }] } },
    [/^1 DISCOVERs went into xenbr0 and none came out of it by eth0.*iptables -S FORWARD/],
  ],
  'a filter that may drop answers': [
    { code: NO_OFFER, device: { ...BRIDGE, filtered: true } },
    [/pass through iptables/, /nobody answered/],
  ],
  'replies for others': [
    { code: NO_OFFER, events: [dropped('another client', '00:16:3e:aa:aa:aa'), dropped('malformed: x')] },
    [/other MAC addresses do arrive \(00:16:3e:aa:aa:aa\)/, /nobody answered/],
  ],
  'an offer, but no answer to the REQUEST': [{ code: NO_OFFER, events: [offer('192.0.2.1')] }, []],
  'two servers': [
    {
      code: 'E_CONFIG_NOT_FOUND',
      report: { lease: LEASE },
      events: [offer('192.0.2.1'), offer('192.0.2.2')],
    },
    [/^2 DHCP servers answer \(192\.0\.2\.1, 192\.0\.2\.2\)/, /none of the names/],
  ],
  'a lease without a boot file': [
    { code: 'E_CONFIG_NOT_FOUND', report: { lease: { ...LEASE, bootFile: '' } } },
    [/^the lease of 192\.0\.2\.1 names no boot file/, /none of the names/],
  ],
  'a file that may not be read': [{ code: 'E_FETCH_DENIED', report: { lease: LEASE } }, [/permissions/]],
  'a file that is not pinned': [
    { code: 'E_FETCH_DENIED', reason: 'not-verified', report: { lease: LEASE } },
    [],
  ],
  'a silent server': [
    {
      code: 'E_FETCH_TIMEOUT',
      report: { lease: LEASE },
      events: [
        {
          event: 'FetchFailed',
          url: 'tftp://192.0.2.8/x',
          code: 'E_FETCH_TIMEOUT',
          message: '',
          bytes: 0,
          ms: 9,
        },
      ],
    },
    [/^192\.0\.2\.8 does not answer at all: .* reached by 192\.0\.2\.254/],
  ],
  'a TFTP port where nobody listens': [
    { code: 'E_NETWORK', reason: 'port-unreachable', report: { lease: LEASE } },
    [/refuses the port/],
  ],
  'a web server that does not listen': [
    { code: 'E_NETWORK', reason: 'connection-refused', report: { lease: LEASE } },
    [/no web server runs there/],
  ],
  'a server to which no route leads': [
    { code: 'E_NETWORK', reason: 'no-route', report: { lease: LEASE } },
    [/^there is no route to/],
  ],
  'a web page in place of a configuration': [
    {
      code: 'E_NO_ENTRY',
      report: { lease: LEASE },
      events: [{ event: 'Warned', code: 'html-page', message: '' }],
    },
    [/is an HTML page and not a configuration/],
  ],
  'a kernel of another architecture': [
    { code: 'E_NOT_A_KERNEL', reason: 'other-architecture', report: { lease: LEASE } },
    [/files of other machines/],
  ],
  'a kernel for another type of guest': [
    { code: 'E_NOT_A_KERNEL', reason: 'other-guest-type', report: { lease: LEASE } },
    [/not for a guest of this type/],
  ],
  'a file that is not a kernel': [
    { code: 'E_NOT_A_KERNEL', reason: 'not-a-kernel', report: { lease: LEASE } },
    [/exists but is not a kernel/],
  ],
  'a run whose time was up in a transfer': [
    { code: 'E_TIMEOUT', events: [{ event: 'FetchStarted', url: URL }] },
    [/^when the time was up, it waited for tftp:\/\/192\.0\.2\.1\/vmlinuz$/],
  ],
}
for (const [name, [seen, lines]] of Object.entries(CASES)) {
  faults(`of ${name}`, () => {
    const told = diagnose(facts(seen))
    assert.is(told.length, lines.length, told.join('\n'))
    for (const [at, line] of lines.entries()) assert.match(told[at] ?? '', line)
  })
}

faults('is empty if nothing failed', () => {
  const { report, ...seen } = facts({ code: NO_OFFER, device: { ...BRIDGE, up: false } })
  assert.equal(diagnose({ ...seen, report: { ...report, error: null } }), [])
})

faults('is printed below the error, and the waterfall shows what ran in parallel', () => {
  const started: BootEvent[] = [
    { event: 'FetchStarted', url: URL },
    { event: 'FetchStarted', url: 'tftp://192.0.2.1/initrd.img' },
  ]
  const finished: BootEvent[] = [
    { event: 'FetchFinished', url: 'tftp://192.0.2.1/initrd.img', bytes: 7, ms: 40, retries: 0 },
    { event: 'FetchFinished', url: URL, bytes: 7, ms: 20, retries: 0 },
  ]
  const timing = { totalMs: 100, networkMs: 40, dhcpMs: 10, configMs: 0, fetchMs: 40 }
  const seen = facts({ code: 'E_FETCH_DENIED', report: { timing }, events: [...started, ...finished] })
  const text = explainText({ ...seen, diagnosis: diagnose(seen) }, { colours: false })
  assert.match(
    text,
    `Time: 100 ms (network 40, dhcp 10, config 0, files 40)
  network    |    ################                    | 40 ms
  dhcp       |                    ####                | 10 ms
  vmlinuz    |                                ########| 20 ms
  initrd.img |                    ################    | 40 ms
`,
  )
  assert.match(text, 'It does not boot\n  E_FETCH_DENIED:\n  - the server has the file but does not send it')
})

faults('counts packets as the kernel does', () => {
  const text = `Inter-|   Receive                                                |  Transmit
 face |bytes    packets errs drop fifo frame compressed multicast|bytes    packets errs drop fifo colls carrier compressed
    lo:    1000      10    0    0    0     0          0         0     1000      10    0    0    0     0       0          0
  eth0: 5127      17    0    0    0     0          0         0     3031      11    0    0    0     0       0          0
`
  assert.equal(
    [...packetCounts(text)],
    [
      ['lo', { received: 10, sent: 10 }],
      ['eth0', { received: 17, sent: 11 }],
    ],
  )
  assert.equal(packetCounts('').size, 0)
})

faults('of a tree do not mention a DHCP server; a bare lease says where it boots from', () => {
  const lease = { ...LEASE, bootFile: '' }
  const missing = facts({ code: 'E_FETCH_NOT_FOUND', report: { lease } })
  assert.equal(diagnose({ ...missing, live: false }), [])
  const boots = { ...missing, report: { ...missing.report, outcome: 'boot' as const, error: null } }
  assert.match(explainText({ ...boots, diagnosis: [] }, { colours: false }), /a real PXE ROM would not boot/)
  assert.not.match(
    explainText({ ...boots, live: false, diagnosis: [] }, { colours: false }),
    /a real PXE ROM would not boot/,
  )
})

faults.run()
