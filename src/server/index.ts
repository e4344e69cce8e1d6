/** The embedded DHCP, TFTP and HTTP server for labs and tests, and the private network to run it in. */

export { ServerEvent, serverEventText } from './events.ts'
export { runServe, type ServeOptions } from './serve.ts'
