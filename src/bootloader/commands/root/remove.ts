/** `root remove NAME [DATE]`: removes a root file system or one of its images. */

import { BootError } from '../../../boot-error.ts'
import { DEFAULT_STATE_DIR } from '../../../paths.ts'
import { command } from '../../command.ts'
import { removeOptions, removeSettings, rootAndImage } from './options.ts'

export const remove = command({
  name: 'remove',
  summary: 'remove a root file system, or one image of it, that no host boots',
  positionals: rootAndImage,
  options: removeOptions,
  settings: removeSettings,
  examples: [['tspxeboot root remove debian 20261126-154500', 'one image; the others stay']],
  read: (given) => given,
  async run(given) {
    const [rootFs, { bootsOf, lastBootsOf }, { work }] = await Promise.all([
      import('../../../root-fs/index.ts'),
      import('./place.ts'),
      import('./work.ts'),
    ])
    const { findImage, findRoot, hostsOf, hostsOnOlderImages, removeImage } = rootFs
    const { name, image: date = null, force = false, 'state-dir': stateDir = DEFAULT_STATE_DIR } = given
    return work(
      given,
      async ({ tree, store }) => {
        const root = await findRoot(tree, name)
        const what = date === null ? `root ${name}` : `image ${date} of root ${name}`
        const hosts = hostsOf(root, date, bootsOf(store))
        if (hosts.length > 0) {
          throw new BootError('E_HOSTS_CONFLICT', {
            what: `${what} is what ${hosts.join(', ')} boots`,
            hint: 'give these hosts another profile first',
          })
        }
        const image = date === null ? null : findImage(root, date)
        if (image?.isCurrent) {
          throw new BootError('E_HOSTS_CONFLICT', {
            what: `${what} is the current one`,
            hint: `tspxeboot root revert ${name} makes another the current one; without a date the whole root goes`,
          })
        }
        // An image that came over HTTP is in the guest's own memory.
        const late =
          image?.format === 'nfs'
            ? hostsOnOlderImages(root, bootsOf(store), lastBootsOf(store, stateDir))
            : []
        if (late.length > 0 && !force) {
          throw new BootError('E_HOSTS_CONFLICT', {
            what: `${what} may be what ${late.join(', ')} runs from: no boot since another became the current one`,
            hint: 'restart these hosts first; --force, if they are off',
          })
        }
        await removeImage(tree, name, date)
        return { removed: what }
      },
      ({ removed }) => [`removed ${removed}`],
    )
  },
})
