/** A change as `diff -u` would show it. */

import { createTwoFilesPatch } from 'diff'
import type { Change } from './plan.ts'

/** The unified diff as text, for people and patch(1). */
export function diffOf({ path, before, after }: Change): string {
  return createTwoFilesPatch(
    before === null ? '/dev/null' : path,
    after === null ? '/dev/null' : path,
    before?.toString() ?? '',
    after?.toString() ?? '',
    undefined,
    undefined,
    { headerOptions: { includeIndex: false, includeUnderline: false, includeFileHeaders: true } },
  )
}
