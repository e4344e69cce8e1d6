/** `root remove NAME [DATE]`: removes a root file system or one of its images. */

import { BootError } from '../../../boot-error.ts'
import { command } from '../../command.ts'
import { rootAndImage, rootOptions, rootSettings } from './options.ts'

export const remove = command({
  name: 'remove',
  summary: 'remove a root file system, or one image of it, that no host boots',
  positionals: rootAndImage,
  options: rootOptions,
  settings: rootSettings,
  examples: [['tspxeboot root remove debian 20261126-154500', 'one image; the others stay']],
  read: (given) => given,
  async run(given) {
    const [{ findImage, findRoot, hostsOf, removeImage }, { bootsOf }, { work }] = await Promise.all([
      import('../../../root-fs/index.ts'),
      import('./place.ts'),
      import('./work.ts'),
    ])
    const { name, image: date = null } = given
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
        if (date !== null && findImage(root, date).isCurrent) {
          throw new BootError('E_HOSTS_CONFLICT', {
            what: `${what} is the current one`,
            hint: `tspxeboot root revert ${name} makes another the current one; without a date the whole root goes`,
          })
        }
        await removeImage(tree, name, date)
        return { removed: what }
      },
      ({ removed }) => [`removed ${removed}`],
    )
  },
})
