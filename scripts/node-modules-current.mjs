// Exit status 0 when node_modules holds what package-lock.json names and its addons load in this Node.
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'

const ADDONS = ['raw-socket', 'node-pty']

try {
  const wanted = JSON.parse(readFileSync('package-lock.json', 'utf8')).packages
  const installed = JSON.parse(readFileSync('node_modules/.package-lock.json', 'utf8')).packages
  const stale = Object.entries(wanted).filter(
    ([path, { version, optional }]) => path !== '' && !optional && installed[path]?.version !== version,
  )
  const require = createRequire(`${process.cwd()}/package.json`)
  for (const addon of ADDONS) require(addon)
  process.exitCode = stale.length === 0 ? 0 : 1
} catch {
  process.exitCode = 1
}
