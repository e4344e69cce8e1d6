/** `web`: serves the page that shows every host. */

import { command } from '../../command.ts'
import { printFailure } from '../../failure.ts'
import { print } from '../../log/print.ts'
import { guestOptions } from '../../request/options.ts'
import { flag, hostsSettings, text } from '../hosts/options.ts'
import { readWeb } from './read-web.ts'

export const web = command({
  name: 'web',
  summary: 'show every host, what it would boot and how its boots ended, in a browser',
  options: {
    listen: { ...text('ADDRESS:PORT, or the path of a socket'), default: '127.0.0.1:4040' },
    'allow-changes': flag('let the page add, change and remove hosts'),
    'password-file': {
      ...text('require a name and password from this file; needed if other machines can reach the page'),
      completes: 'path',
    },
    'set-password': text('read a password from standard input, print the user line and exit'),
    tree: { ...text('the boot server\'s root (default: that of [output "pxelinux"])'), completes: 'path' },
    hosts: guestOptions.hosts,
    'state-dir': guestOptions['state-dir'],
    config: guestOptions.config,
  },
  examples: [
    ['tspxeboot web --allow-changes', 'for everyone on this machine: http://127.0.0.1:4040/'],
    ['tspxeboot web --listen 192.0.2.1:4040 --password-file web.passwords', 'for others'],
  ],
  settings: hostsSettings,
  read: (given) => readWeb(given, process.argv),
  async run(request) {
    if (request.kind === 'set-password') {
      const [{ text: readText }, { passwordLine }] = await Promise.all([
        import('node:stream/consumers'),
        import('../../../web/index.ts'),
      ])
      const password = (await readText(process.stdin)).replace(/\r?\n$/, '')
      print(process.stdout, `${await passwordLine(request.name, password)}\n`)
      return 0
    }
    const [{ runWeb }, { endedBySignal }] = await Promise.all([
      import('../../../web/index.ts'),
      import('../serve/run.ts'),
    ])
    await runWeb(request.options, endedBySignal(), {
      onReady: (where) => print(process.stderr, `tspxeboot: the page is at ${where}\n`),
      onBug: (error) => printFailure(error, { json: false, debug: true }),
    })
    return 0
  },
})
