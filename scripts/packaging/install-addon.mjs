// Run by npm when the package is installed: sees that there is a raw socket addon for this Node. The package has those
// of the usual ones ready; for others it is compiled here, from raw-socket's source beside this file (needs g++, make
// and python3, and node-gyp, which comes with npm).
import { execFileSync } from 'node:child_process'
import { copyFileSync, existsSync, mkdirSync, rmSync } from 'node:fs'
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'

const { platform, arch, versions } = process
const addon = fileURLToPath(
  new URL(`../dist/addon/raw-${platform}-${arch}-${versions.modules}.node`, import.meta.url),
)
const source = fileURLToPath(new URL('.', import.meta.url))

if (!existsSync(addon)) {
  execFileSync('node-gyp', ['rebuild'], { cwd: source, stdio: 'inherit' })
  mkdirSync(dirname(addon), { recursive: true })
  copyFileSync(`${source}/build/Release/raw.node`, addon)
  rmSync(`${source}/build`, { recursive: true })
}
