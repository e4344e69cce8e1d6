// Bundles src into CommonJS, which Node starts sooner than modules: a file for each client process; one for what every
// boot loads; for the rest, one with what is needed later in chunks of its own; raw-socket's addon beside them.
//   node scripts/build.mjs [FOLDER]        default: dist
import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { rolldown } from 'rolldown'
import { addonPlugin } from './addon-plugin.mjs'
import { licencesOf } from './licences.mjs'

const [folder = 'dist'] = process.argv.slice(2)
/** With all that these import, except by import(). */
const BOOT = /\/bootloader\/(cli\/run|commands\/boot\/run|supervisor\/play-(live|in-room))\.ts$/

await rm(folder, { recursive: true, force: true })
const files = [
  ...(await bundle('main', 'src/bootloader/main.ts', { groups: [{ name: 'boot', test: BOOT }] })),
  ...(await bundle('pxe-client', 'src/bootloader/pxe-client/main.ts', false)),
  ...(await bundle('dhcp-client', 'src/bootloader/pxe-client/dhcp-client.ts', false)),
]
await writeFile(`${folder}/third-party-licences.txt`, licencesOf(files))

/** Writes NAME.cjs, and chunks as `codeSplitting` says; resolves with the paths of the files that are in it. */
async function bundle(name, entry, codeSplitting) {
  const build = await rolldown({
    input: { [name]: entry },
    platform: 'node',
    transform: { target: 'node20.19' },
    // yargs would look for a configuration file of its own by import.meta.resolve.
    checks: { emptyImportMeta: false },
    plugins: [addonPlugin(folder)],
    resolve: {
      alias: {
        'string-width': join(import.meta.dirname, 'ascii-width.mjs'),
        // Its CommonJS form finds its parts by a require() that no bundler sees.
        'jsonc-parser': join(import.meta.dirname, '../node_modules/jsonc-parser/lib/esm/main.js'),
      },
    },
  })
  const { output } = await build.write({
    dir: folder,
    format: 'cjs',
    entryFileNames: '[name].cjs',
    chunkFileNames: '[name].cjs',
    comments: { legal: false },
    codeSplitting,
  })
  return output.flatMap(({ moduleIds = [] }) => moduleIds)
}
