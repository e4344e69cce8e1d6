// What the configuration parser costs by the number of labels. Each size runs in turn in this process; the time is
// the best of some runs, the memory what the parsed configuration holds beyond its text.
import { parseConfiguration } from '../../src/pxecfg-parser/pxelinux/parse/parser.ts'
import { Warnings } from '../../src/pxecfg-parser/pxelinux/parse/warnings.ts'

const RUNS = 5

console.log('labels    bytes       ms   us/label   held bytes/label   held/text')
for (const labels of [1_000, 10_000, 100_000]) {
  const text = configuration(labels)
  const before = heldBytes()
  const parsed = parse(text)
  const held = heldBytes() - before
  const ms = Math.min(...Array.from({ length: RUNS }, () => timed(() => parse(text))))
  const columns = [
    String(parsed.labels.length).padEnd(9),
    String(text.length).padEnd(10),
    ms.toFixed(1).padStart(5),
    ((ms * 1000) / labels).toFixed(2).padStart(9),
    (held / labels).toFixed(0).padStart(17),
    (held / text.length).toFixed(1).padStart(12),
  ]
  console.log(columns.join(' '))
}

function configuration(labels: number): string {
  const lines = ['UI menu.c32', 'DEFAULT guest0', 'MENU TITLE Guests']
  for (let at = 0; at < labels; at++) {
    lines.push(
      `LABEL guest${at}`,
      `  MENU LABEL ^Guest number ${at}`,
      `  KERNEL images/guest${at}/vmlinuz`,
      `  APPEND root=/dev/nfs nfsroot=192.0.2.1:/export/guest${at} ip=dhcp quiet`,
      `  INITRD images/guest${at}/initrd.img`,
    )
  }
  return `${lines.join('\n')}\n`
}

function parse(text: string) {
  const done = parseConfiguration([{ name: 'default', text }], 'menu', null, new Warnings()).next(null)
  if (!done.done) throw new Error('nothing is included')
  return done.value
}

function timed(run: () => unknown): number {
  const started = performance.now()
  run()
  return performance.now() - started
}

function heldBytes(): number {
  globalThis.gc?.()
  return process.memoryUsage().heapUsed
}
