/** The tree by TFTP. */

export { startTftp, type TftpScript } from './service.ts'
