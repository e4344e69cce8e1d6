/** `root list`: lists root file systems and the hosts that boot them. */

import { command } from '../../command.ts'
import { tableLines } from '../../table.ts'
import { rootOptions, rootSettings } from './options.ts'

const HEAD = ['NAME', 'IMAGE', 'SUITE', 'LINUX', 'MB', 'HOSTS']

export const list = command({
  name: 'list',
  summary: 'list the root file systems of the boot tree, their images, and the hosts that boot them',
  options: rootOptions,
  settings: rootSettings,
  read: (given) => given,
  async run(given) {
    const [{ hostsOf, listRoots }, { bootsOf }, { work }] = await Promise.all([
      import('../../../root-fs/index.ts'),
      import('./place.ts'),
      import('./work.ts'),
    ])
    return work(
      given,
      async ({ tree, store }) =>
        (await listRoots(tree)).map((root) => ({
          name: root.name,
          images: root.images.map((image) => ({
            ...image,
            hosts: hostsOf(root, image.date, bootsOf(store)),
          })),
        })),
      (roots) =>
        tableLines([
          HEAD,
          ...roots.flatMap(({ name, images }) =>
            images.map(({ date, isCurrent, suite, kernelRelease, bytes, hosts }) => [
              ...[name, `${date}${isCurrent ? ' current' : ''}`, suite, kernelRelease],
              ...[(bytes / 1e6).toFixed(0), hosts.join(' ') || '-'],
            ]),
          ),
        ]),
    )
  },
})
