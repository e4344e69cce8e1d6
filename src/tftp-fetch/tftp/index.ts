/** tftp:// as a transport. */

export { tftpTransport } from './transport.ts'
