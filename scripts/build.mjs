// Bundles src into dist: one file a process, what is needed later in chunks of its own, raw-socket's addon beside them.
import { rm } from 'node:fs/promises'
import { build } from 'esbuild'

await rm('dist', { recursive: true, force: true })
await build({
  entryPoints: { main: 'src/bootloader/main.ts', 'pxe-client': 'src/bootloader/pxe-client/main.ts' },
  outdir: 'dist',
  bundle: true,
  splitting: true,
  minifySyntax: true,
  platform: 'node',
  format: 'esm',
  target: 'node20.19',
  loader: { '.node': 'copy' },
  // Bundled CommonJS packages call require() for Node's own modules and for the addon.
  banner: {
    js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);",
  },
  legalComments: 'linked',
  logLevel: 'warning',
})
