/** What a kernel file is, by its first bytes. */

export { type ByteReader, bufferReader, descriptorReader } from './byte-reader.ts'
export { checkKernel, type KernelFormat, refuseForeignKernel } from './check-kernel.ts'
