/** The pages: HTML from plain data. */

export { addPage } from './add.ts'
export { explainPage } from './explain.ts'
export { hostPage } from './host.ts'
export { hostsPage } from './hosts.ts'
export { type Html, layout, type Site } from './layout.ts'
export { logPage } from './log.ts'
export { errorPage } from './message.ts'
export { removePage } from './remove.ts'
export { rootsPage } from './roots.ts'
