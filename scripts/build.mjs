// Bundles src: one file a process, what is needed later in chunks of its own, raw-socket's addon beside them.
//   node scripts/build.mjs [FOLDER]        default: dist
import { rm, writeFile } from 'node:fs/promises'
import { build } from 'esbuild'
import { addonPlugin } from './addon-plugin.mjs'
import { licencesOf } from './licences.mjs'

const [folder = 'dist'] = process.argv.slice(2)
await rm(folder, { recursive: true, force: true })
const { metafile } = await build({
  entryPoints: {
    main: 'src/bootloader/main.ts',
    'pxe-client': 'src/bootloader/pxe-client/main.ts',
    'dhcp-client': 'src/bootloader/pxe-client/dhcp-client.ts',
  },
  outdir: folder,
  bundle: true,
  splitting: true,
  minifySyntax: true,
  platform: 'node',
  format: 'esm',
  target: 'node20.19',
  plugins: [addonPlugin],
  alias: {
    'string-width': './scripts/ascii-width.mjs',
    // Its CommonJS form finds its parts by a require() that no bundler sees.
    'jsonc-parser': './node_modules/jsonc-parser/lib/esm/main.js',
  },
  // Bundled CommonJS packages call require() for Node's own modules and for the addon.
  banner: {
    js: "import { createRequire as requireOfBundle } from 'node:module'; const require = requireOfBundle(import.meta.url);",
  },
  legalComments: 'none',
  metafile: true,
  logLevel: 'warning',
})
await writeFile(`${folder}/third-party-licences.txt`, licencesOf(metafile.inputs))
