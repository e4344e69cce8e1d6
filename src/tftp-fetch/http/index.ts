/** http:// and https:// as a transport. */

export { httpTransport } from './transport.ts'
