// The licences of the npm packages that a bundle contains, as their terms ask, in one text.
import { readdirSync, readFileSync } from 'node:fs'

/** `files`: the paths of all that is bundled. */
export function licencesOf(files) {
  const folders = files.flatMap((file) => file.match(/^.*node_modules\/(?:@[^/]+\/)?[^/]+/)?.[0] ?? [])
  return [...new Set(folders)].sort().map(licenceOf).join('\n\n')
}

function licenceOf(folder) {
  const { name, version, license } = JSON.parse(readFileSync(`${folder}/package.json`, 'utf8'))
  const file = readdirSync(folder).find((entry) => /^(licen[cs]e|copying)/i.test(entry))
  const text = readFileSync(`${folder}/${file ?? 'README.md'}`, 'utf8').trim()
  // Without a file of its own the licence is the last chapter of the README.
  const licence = file === undefined ? text.slice(text.lastIndexOf('# License')) : text
  return `${name} ${version} (${license})\n\n${licence}`
}
