// A plugin for the bundler: a compiled addon fits one Node line on one kind of machine, so the bundle looks for
// dist/addon/NAME-PLATFORM-ARCH-ABI.node when it needs NAME, and a package can carry one for each Node that it supports.
import { copyFile, mkdir } from 'node:fs/promises'
import { basename, join } from 'node:path'

/** `folder`: where the bundle will be. */
export const addonPlugin = (folder) => ({
  name: 'addon',
  load: {
    filter: { id: /\.node$/ },
    async handler(path) {
      const name = basename(path, '.node')
      const { platform, arch, versions } = process
      await mkdir(join(folder, 'addon'), { recursive: true })
      await copyFile(path, join(folder, 'addon', `${name}-${platform}-${arch}-${versions.modules}.node`))
      return { code: loader(name), moduleType: 'js' }
    },
  },
})

// require() is the bundle's own, so the path is seen from dist.
const loader = (name) => `
  const { platform, arch, version, versions } = process
  const addon = './addon/${name}-' + platform + '-' + arch + '-' + versions.modules + '.node'
  try {
    module.exports = require(addon)
  } catch (cause) {
    throw new Error('this tspxeboot has no ${name} socket addon that fits Node ' + version + ' on ' + platform + '-' + arch
      + ': take a Node version that it was packaged for, or compile it for this one with npm install -g', { cause })
  }
`
