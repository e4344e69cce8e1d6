/** How an error about one file counts: side by side, for the ways differ in what they pass over. */

import { BootError } from './boot-error.ts'

/** The server answered, and does not give the file. */
export function isWithheld(error: unknown): error is BootError {
  return error instanceof BootError && (error.code === 'E_FETCH_NOT_FOUND' || error.code === 'E_FETCH_DENIED')
}

/** The same, or nothing fetches by that scheme: PXELINUX and GRUB go on as if the file were missing. */
export function isPassedOver(error: unknown): error is BootError {
  return isWithheld(error) || (error instanceof BootError && error.code === 'E_UNSUPPORTED')
}
