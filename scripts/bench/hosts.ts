// Times what reads and writes the store of hosts, with 1,000 and with 10,000 of them, and one bare start of Node, in
// turns. Prints medians in milliseconds and their ratio to the bare start; apply is timed with one host that is new.
//     node --import tsx scripts/bench/hosts.ts [RUNS]
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ipv4FromNumber, ipv4ToNumber, macFromBytes } from '../../src/addresses.ts'

const SIZES = [1_000, 10_000]
const [runs = '7'] = process.argv.slice(2)
const folder = mkdtempSync(join(tmpdir(), 'tspxeboot-bench-'))

/** A store of that many hosts, which writes boot configurations and dnsmasq's hosts. */
function writeStore(count: number): string {
  const path = join(folder, `${count}.ini`)
  const first = ipv4ToNumber('10.1.0.0')
  const hosts = Array.from({ length: count }, (_, at) => {
    const mac = macFromBytes(Buffer.from([0, 0x16, 0x3e, 0, at >> 8, at & 255]))
    return `\n[host "web${at}"]\nmac = ${mac}\nip = ${ipv4FromNumber(first + at)} ; rack ${at % 40}\nprofile = small\n`
  })
  const head = `[network "lab"]
subnet = 10.0.0.0/8
static = 10.2.0.0-10.2.255.255
next-server = 10.0.0.1
[profile "small"]
kernel = vmlinuz
[output "pxelinux"]
root = ${folder}/tree${count}
[output "dnsmasq"]
hosts-file = ${folder}/hosts${count}
options-file = ${folder}/options${count}
`
  writeFileSync(path, head + hosts.join(''))
  return path
}

function timed(program: string, words: string[]): number {
  const started = performance.now()
  const { status, stderr } = spawnSync(program, words, { encoding: 'utf8', maxBuffer: 1 << 28 })
  if (status !== 0) throw new Error(stderr)
  return performance.now() - started
}

try {
  const figures = new Map<string, number[]>()
  const take = (name: string, ms: number) => figures.set(name, [...(figures.get(name) ?? []), ms])
  const stores = SIZES.map((count) => ({ count, path: writeStore(count) }))
  const hosts = (path: string, ...words: string[]) =>
    timed('bin/tspxeboot', ['hosts', ...words, `--hosts=${path}`, `--state-dir=${folder}/state`])
  for (const { path } of stores) hosts(path, 'apply')
  for (let round = 0; round < Number(runs); round += 1) {
    take('a bare Node', timed(process.execPath, ['-e', '0']))
    for (const { count, path } of stores) {
      take(`list ${count} hosts`, hosts(path, 'list'))
      take(`show one of ${count}`, hosts(path, 'show', 'web7'))
      take(`add one to ${count}`, hosts(path, 'add', `new${round}`, '--profile=small'))
      take(`apply one new of ${count}`, hosts(path, 'apply'))
    }
  }
  const bare = median(figures.get('a bare Node'))
  for (const [name, all] of figures) {
    const middle = median(all)
    console.log(`${middle.toFixed(0).padStart(6)} ms  ${(middle / bare).toFixed(2).padStart(6)}  ${name}`)
  }
} finally {
  rmSync(folder, { recursive: true, force: true })
}

function median(all: number[] = []): number {
  return all.toSorted((one, other) => one - other)[Math.floor(all.length / 2)] ?? 0
}
