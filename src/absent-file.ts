/** When an error about one file means that the file is missing. The boot programs differ, so all answers stand here. */

import { BootError } from './boot-error.ts'

/** Whether the server says that there is no such file. */
export function isNotThere(error: unknown): boolean {
  return error instanceof BootError && error.code === 'E_FETCH_NOT_FOUND'
}

/** Whether the server answered and refused the file, for that reason or another. */
export function isWithheld(error: unknown): error is BootError {
  return isNotThere(error) || (error instanceof BootError && error.code === 'E_FETCH_DENIED')
}

/** The same, or the scheme is one that cannot be fetched: PXELINUX and GRUB go on as if the file were missing. */
export function isPassedOver(error: unknown): error is BootError {
  return isWithheld(error) || (error instanceof BootError && error.code === 'E_UNSUPPORTED')
}

/** How the search for a configuration tells of a file that it tried. */
export function triedResult(answer: unknown): 'found' | 'not-found' | 'error' {
  if (!(answer instanceof BootError)) return 'found'
  return isNotThere(answer) ? 'not-found' : 'error'
}
