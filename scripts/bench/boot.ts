// Times a whole boot with files of a few KB over veth from dnsmasq, and two bare starts of Node one after the other; of
// several checkouts of this program in turns. Prints medians in milliseconds. Needs root, and builds.
//     node --import tsx scripts/bench/boot.ts [RUNS [CHECKOUT...]]
import { rmSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { writeBootTree } from '../../test/support/boot-tree.ts'
import { dnsmasq } from '../../test/support/dhcp-servers.ts'
import { elfKernel, XEN_NOTES } from '../../test/support/elf-kernel.ts'
import { BRIDGE, createNetwork } from '../../test/support/network.ts'
import { run } from '../../test/support/processes.ts'

/** Runs before the first that counts: what is cached then is cached for all. */
const WARM_UP = 1
const FILES = { vmlinuz: elfKernel([XEN_NOTES.phys32Entry]), 'initrd.img': Buffer.alloc(8000) }

const [runs = '11', ...named] = process.argv.slice(2)
const checkouts = named.length === 0 ? ['.'] : named

/** Milliseconds until it ends; throws unless it ends well. */
async function timed(command: string[]): Promise<number> {
  const started = performance.now()
  const { status, stderr } = await run(command)
  if (status !== 0) throw new Error(stderr)
  return performance.now() - started
}

const network = await createNetwork()
try {
  const tree = writeBootTree(network.folder, FILES)
  await dnsmasq(network.server, {}, { tftpRoot: tree.root })
  const output = join(network.folder, 'out')
  const boot = (checkout: string): string[] =>
    network.host.inside([
      resolve(checkout, 'bin/tspxeboot'),
      ...['mac=00:16:3e:11:22:33', `bridge=${BRIDGE}`, `--output-directory=${output}`],
    ])
  const node = ['sh', '-c', '"$0" -e 0 && "$0" -e 0', process.execPath]
  const figures = new Map<string, number[]>()
  for (let round = 0; round < WARM_UP + Number(runs); round += 1) {
    const take = async (name: string, command: string[]): Promise<void> => {
      const ms = await timed(command)
      if (round >= WARM_UP) figures.set(name, [...(figures.get(name) ?? []), ms])
    }
    await take('two bare Nodes', node)
    for (const checkout of checkouts) {
      await take(checkout, boot(checkout))
      rmSync(output, { recursive: true, force: true })
    }
  }
  const bare = median(figures.get('two bare Nodes'))
  for (const [name, all] of figures) {
    const middle = median(all)
    const range = `${Math.min(...all).toFixed(0)} to ${Math.max(...all).toFixed(0)}`
    console.log(`${middle.toFixed(0).padStart(6)} ms  ${(middle / bare).toFixed(2)}  ${name} (${range})`)
  }
} finally {
  await network.close()
}

function median(all: number[] = []): number {
  return all.toSorted((one, other) => one - other)[Math.floor(all.length / 2)] ?? 0
}
