/** The tree by HTTP. */

export { startHttp } from './service.ts'
