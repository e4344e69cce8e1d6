/** `root revert NAME [DATE]`: makes another image the current one. */

import { BootError } from '../../../boot-error.ts'
import { command } from '../../command.ts'
import { rootAndImage, rootOptions, rootSettings } from './options.ts'

export const revert = command({
  name: 'revert',
  summary: 'make another image the current one: the previous one, or the one named',
  positionals: rootAndImage,
  options: rootOptions,
  settings: rootSettings,
  examples: [['tspxeboot root revert debian', 'boot the image before the current one again']],
  read: (given) => given,
  async run(given) {
    const [{ findImage, findRoot, makeCurrent }, { work }] = await Promise.all([
      import('../../../root-fs/index.ts'),
      import('./work.ts'),
    ])
    const { name, image: date } = given
    return work(
      given,
      async ({ tree }) => {
        const root = await findRoot(tree, name)
        const current = root.images.findIndex(({ isCurrent }) => isCurrent)
        const image = date === undefined ? root.images[current - 1] : findImage(root, date)
        if (image === undefined) {
          throw new BootError('E_OUTPUT', { what: `root ${name} has no image before the current one` })
        }
        await makeCurrent(tree, name, image.date)
        return { name, current: image.date }
      },
      ({ current }) => [`${name} is now ${current}: guests get it when they next boot`],
    )
  },
})
