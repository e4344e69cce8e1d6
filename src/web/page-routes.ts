/** The routes of pages that only show something. */

import { Hono } from 'hono'
import { findHost } from '../hosts/index.ts'
import { explainHost, type Place } from './explain-host.ts'
import {
  addPage,
  explainPage,
  hostPage,
  hostsPage,
  logPage,
  removePage,
  rootsPage,
  type Site,
} from './pages/index.ts'
import { readRoots } from './read-roots.ts'
import type { Show, Sources } from './show.ts'

/** `place`: where the store, its state and the boot tree are. */
export function pageRoutes(site: Site, show: Show, { model, log, run }: Sources, place: Place): Hono {
  return new Hono()
    .get('/', (c) => {
      const { q: search = '', sort = '' } = c.req.query()
      return show(c, 'Hosts', hostsPage(site, model(), { search, sort }))
    })
    .get('/add', (c) => show(c, 'Add hosts', addPage(site, model(), {}, null)))
    .get('/log', (c) => show(c, 'Log', logPage(model(), log())))
    .get('/roots', async (c) => show(c, 'Root file systems', rootsPage(await readRoots(model(), place.tree))))
    .get('/hosts/:name', (c) => {
      const name = c.req.param('name')
      return show(c, name, hostPage(site, model(), name))
    })
    .get('/hosts/:name/explain', async (c) => {
      const name = c.req.param('name')
      const explained = await explainHost(run, model(), name, place)
      return show(c, `What ${name} would boot`, explainPage(name, explained))
    })
    .get('/hosts/:name/remove', (c) => {
      const { name } = findHost(model().store, c.req.param('name'))
      return show(c, `Remove ${name}`, removePage(site, name))
    })
}
