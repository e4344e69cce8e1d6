// Bundles a program into one file that Node runs by itself, wherever it lies.
import { rolldown } from 'rolldown'

/** `define`: expressions by the names that stand for them. `banner`: the first line. */
export async function bundle(
  entry: string,
  file: string,
  {
    format,
    define = {},
    banner = '',
  }: { format: 'esm' | 'cjs'; define?: Record<string, string>; banner?: string },
): Promise<void> {
  const build = await rolldown({ input: entry, platform: 'node', transform: { define } })
  await build.write({ file, format, banner, codeSplitting: false })
}
