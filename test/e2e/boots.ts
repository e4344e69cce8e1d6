// What the whole-run tests share: the program, the guest, one run of it as libxl would make it.
import { writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import * as assert from 'uvu/assert'
import { type BootTree, writeBootTree } from '../support/boot-tree.ts'
import { type BootloaderRun, type Console, type Domain, runBootloader } from '../support/libxl.ts'
import { BRIDGE, createNetwork, type TestNetwork } from '../support/network.ts'

export const PROGRAM = resolve('bin/tspxeboot')
export const MAC = '00:16:3e:11:22:33'

export interface Site {
  net: TestNetwork
  tree: BootTree
  /** Calls the program for the guest on the bridge; `domain` replaces parts of the call. */
  boot(domain?: Partial<Domain>, attend?: (console: Console) => void): Promise<BootloaderRun>
}

/** A network with a boot tree, taken down after `body`; nothing serves yet. */
export async function withSite(
  files: Record<string, string | Buffer>,
  body: (site: Site) => Promise<void>,
): Promise<void> {
  const net = await createNetwork()
  try {
    const disk = join(net.folder, 'disk.img')
    writeFileSync(disk, '')
    const boot = (domain: Partial<Domain> = {}, attend?: (console: Console) => void) =>
      runBootloader(
        net.host,
        { bootloader: PROGRAM, bootloaderArgs: [`mac=${MAC}`, `bridge=${BRIDGE}`], disk, ...domain },
        attend,
      )
    await body({ net, tree: writeBootTree(net.folder, files), boot })
  } finally {
    await net.close()
  }
}

/** The run failed as a user wants it to: exit status 1, the code and a telling last line, no result, nothing left. */
export function assertFailed(run: BootloaderRun, code: string): void {
  assert.is(run.status, 1, run.console)
  assert.match(run.console, `tspxeboot: ${code}: `, run.console)
  assert.not.match(run.console, /\n\s+at /, 'a stack trace')
  assert.not(run.hasOutput)
  assert.equal(run.left, [])
}

/** The address of the guest as the program told it. */
export function addressIn(run: BootloaderRun): string {
  return /getting cfg for IP ([\d.]+) /.exec(run.console)?.[1] ?? ''
}
