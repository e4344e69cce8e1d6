// Bundles src into dist: one file a process, what is needed later in chunks of its own, raw-socket's addon beside them.
import { rename, rm } from 'node:fs/promises'
import { build } from 'esbuild'

const fresh = `dist.${process.pid}`

await build({
  entryPoints: { main: 'src/bootloader/main.ts', 'pxe-client': 'src/bootloader/pxe-client/main.ts' },
  outdir: fresh,
  bundle: true,
  splitting: true,
  minifySyntax: true,
  platform: 'node',
  format: 'esm',
  target: 'node20.19',
  loader: { '.node': 'copy' },
  // Bundled CommonJS packages call require() for Node's own modules and for the addon.
  banner: {
    js: "import { createRequire as makeRequire } from 'node:module'; const require = makeRequire(import.meta.url);",
  },
  legalComments: 'linked',
  logLevel: 'warning',
})
// A run that is under way finds its chunks until the new ones are all there.
await rm('dist', { recursive: true, force: true })
await rename(fresh, 'dist')
