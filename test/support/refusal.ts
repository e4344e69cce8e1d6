import * as assert from 'uvu/assert'
import { BootError } from '../../src/boot-error.ts'

/** The BootError that a promise ends with; anything else fails the test. */
export async function refusal(promise: Promise<unknown>): Promise<BootError> {
  const error = await promise.then(
    () => null,
    (error) => error,
  )
  assert.instance(error, BootError)
  return error as BootError
}
