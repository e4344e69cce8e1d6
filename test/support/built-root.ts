// A root file system for the tests, built by the program and kept in the cache folder until what builds it changes.
import { createHash } from 'node:crypto'
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { homedir } from 'node:os'
import { join, resolve } from 'node:path'
import * as assert from 'uvu/assert'
import { sha256 } from './boot-tree.ts'
import { run } from './processes.ts'

export const ROOT_NAME = 'debian'
/** What the guest's own init prints when all is up, with what it found; it switches off then. */
export const MARKER = 'UP-FROM-THE-NEW-ROOT'

/** In the tree: both builds' sums. */
const SUMS = 'sums.json'
const SOURCES = 'src/root-fs'
const LIMIT = 1800

const HOOK = `#!/bin/sh -e
cat >/etc/systemd/system/tell.service <<'END'
[Unit]
After=multi-user.target
[Service]
Type=oneshot
ExecStart=/bin/sh -c 'echo "${MARKER} name=$(hostname) init=$(cat /proc/1/comm) root=$(findmnt -no FSTYPE /) address=$(ip -4 -o address show scope global | tr -s " " | cut -d" " -f4) swap=$(grep -c zram /proc/swaps) password=$(cut -d: -f2 /etc/shadow | grep -c "^\\\\$")" >/dev/ttyS0; systemctl poweroff'
[Install]
WantedBy=graphical.target
END
systemctl enable tell.service
`

/** The sums of a root's files, twice: it is built two times of the same moment. */
interface Sums {
  first: string[]
  second: string[]
}

/** A boot tree with the root. Where it is not in the cache it is built; that takes minutes. */
export async function builtRoot(): Promise<{ tree: string } & Sums> {
  const cache =
    process.env.TSPXEBOOT_CACHE ?? join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'tspxeboot')
  const tree = join(cache, `root-${key()}`)
  if (!existsSync(tree)) await buildInto(cache, tree)
  return { tree, ...(JSON.parse(readFileSync(join(tree, SUMS), 'utf8')) as Sums) }
}

async function buildInto(cache: string, tree: string): Promise<void> {
  mkdirSync(cache, { recursive: true })
  const work = mkdtempSync(join(cache, '.root.'))
  try {
    const [first, second] = await Promise.all([build(work, 'first'), build(work, 'second')])
    writeFileSync(join(work, 'first', SUMS), JSON.stringify({ first, second }))
    for (const name of readdirSync(cache)) {
      if (/^root-[0-9a-f]{12}$/.test(name)) rmSync(join(cache, name), { recursive: true, force: true })
    }
    renameSync(join(work, 'first'), tree)
  } finally {
    rmSync(work, { recursive: true, force: true })
  }
}

function key(): string {
  const hash = createHash('sha256').update(HOOK)
  for (const name of readdirSync(SOURCES).sort()) hash.update(readFileSync(join(SOURCES, name)))
  return hash.digest('hex').slice(0, 12)
}

/** The sums of what was built. */
async function build(work: string, name: string): Promise<string[]> {
  const tree = join(work, name)
  const hook = join(work, `${name}-hook`)
  mkdirSync(tree)
  writeFileSync(hook, HOOK)
  const words = ['--suite=trixie', '--tree', tree, '--server=192.0.2.1', '--hook', hook, '--json']
  const { status, stdout, stderr } = await run(
    [resolve('bin/tspxeboot'), 'root', 'build', ROOT_NAME, ...words],
    {
      limit: LIMIT,
      env: { ...process.env, SOURCE_DATE_EPOCH: '1700000000' },
    },
  )
  assert.is(status, 0, stderr)
  const { path } = JSON.parse(stdout) as { path: string }
  return ['vmlinuz', 'initrd.img', 'live/filesystem.squashfs'].map((file) =>
    sha256(readFileSync(join(path, file))),
  )
}
