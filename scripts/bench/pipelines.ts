// Times guests that boot at the same time from one dnsmasq, against as many shell pipelines at the same time: udhcpc, then
// tftp for the configuration, the kernel (14 MB) and the initrd (8 MB, or as given). Prints the time until the last one is
// done, the median of the rounds. Needs root, and a build.
//     node --import tsx scripts/bench/pipelines.ts [GUESTS [ROUNDS [INITRD-MB]]]
import { mkdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { writeBootTree } from '../../test/support/boot-tree.ts'
import { dnsmasq } from '../../test/support/dhcp-servers.ts'
import { BRIDGE, createNetwork, type Namespace } from '../../test/support/network.ts'
import { unpacked } from '../../test/support/unpacked.ts'
import { guestFiles } from './guest-files.ts'

const SERVER = '192.0.2.1'
const [guests, rounds, initrd] = [50, 3, 8].map((usual, at) => Number(process.argv[2 + at] ?? usual)) as [
  number,
  number,
  number,
]
/** What udhcpc runs when it has a lease. */
const LEASED = '#!/bin/sh\n[ "$1" != bound ] || ip address add "$ip/24" dev eth0\n'
const PIPELINE = `set -e; udhcpc=$1 script=$2 out=$3
  "$udhcpc" udhcpc -i eth0 -n -q -f -s "$script"
  for file in pxelinux.cfg/default vmlinuz initrd.img; do tftp -m binary ${SERVER} -c get "$file" "$out/$(basename "$file")"; done`

const network = await createNetwork()
try {
  const tree = writeBootTree(network.folder, guestFiles(initrd))
  const lines = ['tftp-max=1000', 'dhcp-lease-max=1000', 'no-ping']
  await dnsmasq(network.server, { range: [10, 250] }, { tftpRoot: tree.root, lines })
  const script = join(network.folder, 'leased')
  writeFileSync(script, LEASED, { mode: 0o755 })
  const places: Namespace[] = []
  for (let guest = 0; guest < guests; guest += 1) places.push(await network.join(`guest${guest}`))

  const boot = (guest: number, output: string) => {
    const mac = `00:16:3e:aa:00:${guest.toString(16).padStart(2, '0')}`
    const words = [`mac=${mac}`, `bridge=${BRIDGE}`, `--output-directory=${output}`]
    return network.host.run([resolve('bin/tspxeboot'), ...words, '--timeout=600', '--dhcp-timeout=60'])
  }
  const pipeline = async (guest: number, output: string) => {
    const place = places[guest] as Namespace
    const words = ['sh', '-c', PIPELINE, 'sh', unpacked('busybox'), script, output]
    const ended = await place.run(words)
    await place.check(['ip', 'address', 'flush', 'dev', 'eth0'])
    return { ...ended, status: ended.status === 0 && statSync(join(output, 'initrd.img')).size > 0 ? 0 : 1 }
  }

  const figures: [string, typeof boot, number[]][] = [
    ['boots', boot, []],
    ['pipelines', pipeline, []],
  ]
  for (let round = 0; round < rounds; round += 1)
    for (const [, run, seconds] of figures) seconds.push(await timed(run))
  const [boots = 0, pipelines = 0] = figures.map(([, , seconds]) => median(seconds))
  for (const [name, , seconds] of figures)
    console.log(
      `${guests} ${name}: ${median(seconds).toFixed(1)} s (${seconds.map((s) => s.toFixed(1)).join(' ')})`,
    )
  console.log(`ratio ${(boots / pipelines).toFixed(2)}`)

  /** Seconds until the last of all guests is done. */
  async function timed(run: typeof boot): Promise<number> {
    const started = performance.now()
    const one = async (guest: number) => {
      const output = join(network.folder, `out-${guest}`)
      mkdirSync(output)
      const { status, stderr } = await run(guest, output)
      if (status !== 0) throw new Error(`guest ${guest}: ${stderr}`)
      rmSync(output, { recursive: true })
    }
    await Promise.all(Array.from({ length: guests }, (_, guest) => one(guest)))
    return (performance.now() - started) / 1000
  }
} finally {
  await network.close()
}

function median(all: number[]): number {
  return all.toSorted((one, other) => one - other)[Math.floor(all.length / 2)] ?? 0
}
