// Bundles src: a file for each client process, which starts in a hurry; for the rest one with what is needed later in
// chunks of its own; raw-socket's addon beside them.
//   node scripts/build.mjs [FOLDER]        default: dist
import { rm, writeFile } from 'node:fs/promises'
import { build } from 'esbuild'
import { addonPlugin } from './addon-plugin.mjs'
import { licencesOf } from './licences.mjs'

const [folder = 'dist'] = process.argv.slice(2)
await rm(folder, { recursive: true, force: true })
const common = {
  outdir: folder,
  bundle: true,
  minifySyntax: true,
  platform: 'node',
  target: 'node20.19',
  plugins: [addonPlugin],
  alias: {
    'string-width': './scripts/ascii-width.mjs',
    // Its CommonJS form finds its parts by a require() that no bundler sees.
    'jsonc-parser': './node_modules/jsonc-parser/lib/esm/main.js',
  },
  legalComments: 'none',
  metafile: true,
  logLevel: 'warning',
}
const program = await build({
  ...common,
  entryPoints: { main: 'src/bootloader/main.ts' },
  format: 'esm',
  splitting: true,
  // Bundled CommonJS packages call require() for Node's own modules and for the addon.
  banner: {
    js: "import { createRequire as requireOfBundle } from 'node:module'; const require = requireOfBundle(import.meta.url);",
  },
})
const clients = await build({
  ...common,
  entryPoints: {
    'pxe-client': 'src/bootloader/pxe-client/main.ts',
    'dhcp-client': 'src/bootloader/pxe-client/dhcp-client.ts',
  },
  // Node starts CommonJS sooner than modules.
  format: 'cjs',
  outExtension: { '.js': '.cjs' },
})
const inputs = { ...program.metafile.inputs, ...clients.metafile.inputs }
await writeFile(`${folder}/third-party-licences.txt`, licencesOf(inputs))
