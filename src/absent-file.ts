/** When an error about one file means that the file is missing. The boot programs differ, so both answers stand here. */

import { BootError } from './boot-error.ts'

/** Whether the server answered and refused the file. */
export function isWithheld(error: unknown): error is BootError {
  return error instanceof BootError && (error.code === 'E_FETCH_NOT_FOUND' || error.code === 'E_FETCH_DENIED')
}

/** The same, or the scheme is one that cannot be fetched: PXELINUX and GRUB go on as if the file were missing. */
export function isPassedOver(error: unknown): error is BootError {
  return isWithheld(error) || (error instanceof BootError && error.code === 'E_UNSUPPORTED')
}
