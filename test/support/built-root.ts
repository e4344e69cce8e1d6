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
  statSync,
  writeFileSync,
} from 'node:fs'
import { homedir } from 'node:os'
import { join, resolve } from 'node:path'
import * as assert from 'uvu/assert'
import type { BootError } from '../../src/boot-error.ts'
import { withLock } from '../../src/hosts/file-lock.ts'
import { sha256 } from './boot-tree.ts'
import { run } from './processes.ts'

export const ROOT_NAME = 'debian'
/** What the guest's own init prints when all is up, before what it found as words KEY=VALUE; it switches off then. */
const MARKER = 'UP-FROM-THE-NEW-ROOT'

/** In the tree: both builds' sums. */
const SUMS = 'sums.json'
const SOURCES = 'src/root-fs'
const LIMIT = 1800
const DAY = 86_400_000

const BUILD = ['--package=tree', '--include-modules=nbd', '--locale=de_DE.UTF-8']
const SSH_KEY = `ssh-ed25519 ${Buffer.alloc(51).toString('base64')} the-key-of-the-test\n`

/** Also makes the root small, for emulation has to unpack it: drivers go that no machine of the tests has. */
const HOOK = `#!/bin/sh -e
cat >/usr/local/sbin/tell <<'END'
#!/bin/sh
word() { echo "$1=$2"; }
words() {
  word name "$(hostname)"
  word init "$(cat /proc/1/comm)"
  word root "$(findmnt -no FSTYPE /)"
  word medium "$(findmnt -no FSTYPE /run/live/medium)"
  word address "$(ip -4 -o address show scope global | tr -s ' ' | cut -d' ' -f4)"
  word swap "$(grep -c zram /proc/swaps)"
  word passwords "$(cut -d: -f2 /etc/shadow | grep -c '^$')"
  word machine-id "$(wc -c </etc/machine-id)"
  word package "$(command -v tree)"
  word module "$(ls /sys/module | grep -x nbd)"
  word locale "$(. /etc/default/locale; LANG=$LANG locale charmap):$LANG"
  word key "$(stat -c %a:%U /root/.ssh/authorized_keys):$(cut -d' ' -f3 /root/.ssh/authorized_keys)"
  word drivers "$(cat /etc/drivers)"
  word ssh "$(systemctl is-active ssh)"
}
echo "${MARKER} $(words | tr '\n' ' ')" >/dev/console
systemctl poweroff
END
chmod 755 /usr/local/sbin/tell
cat >/etc/systemd/system/tell.service <<'END'
[Unit]
After=multi-user.target
[Service]
Type=oneshot
ExecStart=/usr/local/sbin/tell
[Install]
WantedBy=graphical.target
END
systemctl enable tell.service
lsinitramfs /boot/initrd.img-* | sed -n 's,.*/\\(e1000\\|pcnet32\\|virtio_net\\|xen-netfront\\)\\.ko.*,\\1,p' | sort |
  paste -sd, >/etc/drivers
cd /usr/lib/modules/*/kernel
rm -rf sound drivers/gpu drivers/media drivers/infiniband drivers/scsi drivers/usb drivers/iio drivers/staging \
  drivers/hid drivers/hwmon drivers/mtd drivers/ata drivers/nvme drivers/md drivers/input drivers/net/ethernet \
  drivers/net/wireless drivers/net/can
depmod "$(basename "$(dirname "$PWD")")"
rm -r /usr/share/doc /usr/share/man
`

/** What the root told on a console; empty: nothing yet. */
export function toldBy(console: string): Record<string, string> {
  const line = console.split(/\r*\n/).find((line) => line.includes(`${MARKER} `)) ?? ''
  const words = line
    .replace(new RegExp(`.*${MARKER} `), '')
    .split(' ')
    .filter(Boolean)
  return Object.fromEntries(words.map((word) => word.split(/=(.*)/s, 2)))
}

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
  mkdirSync(cache, { recursive: true })
  while (!existsSync(tree)) {
    await withLock(join(cache, 'root.lock'), async () => {
      if (!existsSync(tree)) await buildInto(cache, tree)
    }).catch((error: BootError) => {
      // Another test file builds it, and that takes longer than anybody waits for a lock.
      if (error.code !== 'E_HOSTS_CONFLICT') throw error
    })
  }
  return { tree, ...(JSON.parse(readFileSync(join(tree, SUMS), 'utf8')) as Sums) }
}

async function buildInto(cache: string, tree: string): Promise<void> {
  const work = mkdtempSync(join(cache, '.root.'))
  try {
    const [first, second] = await Promise.all([build(work, 'first'), build(work, 'second')])
    writeFileSync(join(work, 'first', SUMS), JSON.stringify({ first, second }))
    for (const name of readdirSync(cache).filter((name) => /^root-[0-9a-f]{12}$/.test(name))) {
      // Guests of another run may run from a new one.
      if (Date.now() - statSync(join(cache, name)).mtimeMs > DAY)
        rmSync(join(cache, name), { recursive: true })
    }
    renameSync(join(work, 'first'), tree)
  } finally {
    rmSync(work, { recursive: true, force: true })
  }
}

function key(): string {
  const hash = createHash('sha256').update(readFileSync(import.meta.filename))
  for (const name of readdirSync(SOURCES).sort()) hash.update(readFileSync(join(SOURCES, name)))
  return hash.digest('hex').slice(0, 12)
}

/** The sums of what was built. */
async function build(work: string, name: string): Promise<string[]> {
  const tree = join(work, name)
  const hook = join(work, `${name}-hook`)
  mkdirSync(tree)
  const sshKey = join(work, `${name}-key`)
  writeFileSync(hook, HOOK)
  writeFileSync(sshKey, SSH_KEY)
  const place = ['--suite=trixie', '--tree', tree, '--server=192.0.2.1']
  const words = [...place, ...BUILD, '--hook', hook, '--ssh-key', sshKey, '--json']
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
