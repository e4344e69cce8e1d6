/** Makes an ISO of a boot result that boots under BIOS and EFI. Needs no root and no mount; equal boots give equal bytes. */

import { isUtf8 } from 'node:buffer'
import { createReadStream } from 'node:fs'
import { mkdtemp, open, readFile, rename, rm, stat, truncate, writeFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { BootError } from '../boot-error.ts'
import { checkCommandLine } from './command-line.ts'
import type { Firmware } from './firmware.ts'
import { readKernelImage } from './kernel-image.ts'
import { GRUB_CONFIG, GRUB_MODULES, ISO_EPOCH, isolinuxConfig, MADE_FILES, xorrisoArguments } from './plan.ts'
import { runIsoTool } from './run-iso-tool.ts'
import { findIsoTools, type IsoTools } from './tools.ts'
import { addSections } from './unified-kernel-image.ts'

export type { Firmware } from './firmware.ts'

/** What boots: files of the host, and the command line as the bytes that the kernel is to see. */
export interface BootMedium {
  kernel: string
  ramdisk: string | null
  commandLine: Uint8Array
}

/**
 * The firmware that an ISO of `medium` can boot under: EFI needs a kernel with a 64-bit stub and a command line in
 * UTF-8. Throws E_NOT_A_KERNEL.
 */
export async function bootableUnder({ kernel, commandLine }: BootMedium): Promise<Firmware[]> {
  const { efiImageBytes } = await readKernelImage(kernel)
  return efiImageBytes !== null && isUtf8(commandLine) ? ['bios', 'efi'] : ['bios']
}

/**
 * Writes the ISO to `output` (replaced in one step, or left as it was) for `firmwares`. It is built in a temporary
 * folder next to it, which is removed whatever happens.
 * Throws E_NOT_A_KERNEL, E_CMDLINE_TOO_LONG, E_CONFIG_INVALID, E_UNSUPPORTED (tools, no EFI stub), E_OUTPUT.
 */
export async function buildBootIso(
  medium: BootMedium,
  firmwares: readonly Firmware[],
  output: string,
  signal: AbortSignal,
): Promise<void> {
  checkCommandLine(medium.commandLine, medium.ramdisk !== null, firmwares)
  const kernel = await readKernelImage(medium.kernel)
  if (firmwares.includes('efi') && kernel.efiImageBytes === null) {
    throw new BootError('E_UNSUPPORTED', {
      what: `the kernel ${medium.kernel} has no 64-bit EFI stub, so it cannot boot under EFI`,
      hint: 'boot a kernel built with CONFIG_EFI_STUB, or a machine with BIOS firmware',
    })
  }
  const tools = await findIsoTools(firmwares)
  const folder = await mkdtemp(join(dirname(output), `.${basename(output)}.`)).catch((cause) => {
    throw new BootError('E_OUTPUT', { what: `cannot write to ${dirname(output)}: ${cause.code}`, cause })
  })
  try {
    if (firmwares.includes('bios')) {
      const config = isolinuxConfig(medium.commandLine, medium.ramdisk !== null)
      await writeFile(join(folder, MADE_FILES.isolinuxConfig), config)
    }
    if (firmwares.includes('efi')) {
      await makeGrubImage(tools, folder, signal)
      await makeUnifiedKernel(medium, kernel.efiImageBytes ?? 0, tools.efiStub, folder, signal)
    }
    const host = { ...medium, isolinux: tools.isolinux, ldlinux: tools.ldlinux }
    const made = join(folder, 'boot.iso')
    await runIsoTool(tools.xorriso, xorrisoArguments(firmwares, host, folder, made), {}, signal)
    await rename(made, output)
  } catch (cause) {
    if (cause instanceof Error && 'errno' in cause) {
      throw new BootError('E_OUTPUT', { what: `cannot make the ISO ${output}: ${cause.message}`, cause })
    }
    throw cause
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** GRUB as an EFI program, and a floppy-sized FAT image that holds it under the name that firmware looks for. */
async function makeGrubImage(tools: IsoTools, folder: string, signal: AbortSignal): Promise<void> {
  const [config, grub, image] = (['grubConfig', 'grub', 'efiImage'] as const).map((name) =>
    join(folder, MADE_FILES[name]),
  ) as [string, string, string]
  await writeFile(config, GRUB_CONFIG)
  const target = ['-O', 'x86_64-efi', '-d', dirname(tools.grubModules), '-c', config, '-p', '/']
  await runIsoTool(tools.grubMkimage, [...target, '-o', grub, ...GRUB_MODULES], {}, signal)
  const env = { SOURCE_DATE_EPOCH: ISO_EPOCH, MTOOLSRC: '/dev/null' }
  const mtool = (name: string) => join(dirname(tools.mformat), name)
  await runIsoTool(tools.mformat, ['-C', '-i', image, '-f', '2880', '-N', '20200101', '::'], env, signal)
  await runIsoTool(mtool('mmd'), ['-i', image, '::/EFI', '::/EFI/BOOT'], env, signal)
  await runIsoTool(mtool('mcopy'), ['-i', image, grub, '::/EFI/BOOT/BOOTX64.EFI'], env, signal)
}

/** The kernel comes last: the stub lets it unpack itself into the memory after it. */
async function makeUnifiedKernel(
  medium: BootMedium,
  kernelMemoryBytes: number,
  stub: string,
  folder: string,
  signal: AbortSignal,
): Promise<void> {
  const kernelBytes = (await stat(medium.kernel)).size
  const ramdisk =
    medium.ramdisk === null ? [] : [{ path: medium.ramdisk, bytes: (await stat(medium.ramdisk)).size }]
  const layout = addSections(await readFile(stub), [
    { name: '.cmdline', bytes: medium.commandLine.length },
    ...ramdisk.map(({ bytes }) => ({ name: '.initrd', bytes })),
    { name: '.linux', bytes: kernelBytes, memoryBytes: kernelMemoryBytes },
  ])
  const path = join(folder, MADE_FILES.unifiedKernel)
  const file = await open(path, 'wx')
  try {
    await file.write(layout.head, 0, layout.head.length, 0)
    await file.write(medium.commandLine, 0, medium.commandLine.length, layout.offsets[0])
    const sources = [...ramdisk.map(({ path }) => path), medium.kernel]
    for (const [index, source] of sources.entries()) {
      let at = layout.offsets[index + 1] ?? 0
      for await (const chunk of createReadStream(source, { highWaterMark: 1 << 20, signal })) {
        const { bytesWritten } = await file.write(chunk, 0, chunk.length, at)
        at += bytesWritten
      }
    }
  } finally {
    await file.close()
  }
  await truncate(path, layout.bytes)
}
