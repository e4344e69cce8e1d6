// Boots whose tools fail half way: a clear error, and nothing left of what was made before.
import { chmodSync, copyFileSync, existsSync, mkdirSync, realpathSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { TestNetwork } from '../support/network.ts'
import { needs, unless } from '../support/requirements.ts'
import { MAC, PROGRAM, withSite } from './boots.ts'

const halfWay = suite('a boot whose tools fail half way')
const test = unless(needs('root', 'ip', 'dnsmasq'), halfWay)

/** What to call in front of a program for which `tool` is the real one but for calls with `words`, which run `instead`. */
function double(net: TestNetwork, tool: string, words: string, instead: string): string[] {
  const system = ['/usr/sbin', '/usr/bin'].map((folder) => join(folder, tool)).find(existsSync) ?? tool
  // A name of its own would be a command to ip.
  const real = join(net.folder, 'real', tool)
  mkdirSync(join(net.folder, 'real'), { recursive: true })
  copyFileSync(system, real)
  const script = join(net.folder, `${tool}.sh`)
  writeFileSync(script, `#!/bin/sh\ncase "$*" in *"${words}"*) ${instead};; esac\nexec ${real} "$@"\n`)
  chmodSync(script, 0o755)
  const over = `mount --bind ${script} ${realpathSync(system)} && exec "$@"`
  return ['unshare', '--mount', 'sh', '-c', over, 'sh']
}

const failWith = (text: string) => `echo '${text}' >&2; exit 1`

const FAILURES: Record<string, { tool: string; words?: string; instead: string; says: RegExp }> = {
  'no namespaces': {
    tool: 'unshare',
    instead: failWith('unshare: unshare failed: Operation not permitted'),
    says: /E_PERMISSION: .*unshare failed: Operation not permitted/,
  },
  'no limits': {
    tool: 'prlimit',
    instead: failWith('prlimit: broken'),
    says: /E_NETWORK: .*ended with status 1: prlimit: broken/,
  },
  'no rights to drop': {
    tool: 'setpriv',
    instead: failWith('setpriv: broken'),
    says: /E_NETWORK: .*ended with status 1: setpriv: broken/,
  },
  'no root of their own for the clients': {
    tool: 'mount',
    words: '--all',
    instead: failWith('mount: permission denied'),
    says: /E_PERMISSION: .*mount: permission denied/,
  },
  'a client that is killed while its port is made': {
    tool: 'ip',
    words: 'link add',
    instead: 'kill -9 $(cat /proc/$PPID/task/$PPID/children | tr " " "\\n" | head -1); sleep 1',
    says: /E_NETWORK: the (DHCP|PXE) client process ended by SIGKILL/,
  },
  'a port that the bridge does not take': {
    tool: 'ip',
    words: 'master',
    instead: failWith('RTNETLINK answers: Device or resource busy'),
    says: /E_NETWORK: ip link add .* master xenbr0 .* busy/,
  },
  'a namespace that cannot be set up': {
    tool: 'ip',
    words: '-batch',
    instead: failWith('Cannot open network namespace'),
    says: /E_NETWORK: nsenter .*Cannot open network namespace/,
  },
}

for (const [name, { tool, words = '', instead, says }] of Object.entries(FAILURES)) {
  test(name, () =>
    withSite({}, async ({ net }) => {
      const doubled = double(net, tool, words, instead)
      const before = net.leftovers()
      const output = join(net.folder, 'out')
      const call = [...doubled, PROGRAM, `mac=${MAC}`, 'bridge=xenbr0', `--output-directory=${output}`]
      const { status, stdout, stderr } = await net.host.run(call)
      assert.is(status, 1, stderr)
      assert.match(stderr, says, stderr)
      assert.is(stdout, '')
      assert.equal(net.leftovers(), before)
    }),
  )
}

halfWay.run()
