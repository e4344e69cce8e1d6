/**
 * When V8 optimizes what the PXE client runs. By itself V8 begins after some hundred blocks, and takes some 50 ms of
 * processor time for what then saves 3 µs with each block: a small file is here before that has paid
 * (docs/performance.md).
 */

import { setFlagsFromString } from 'node:v8'

/** Bytes of a file for which it pays. */
const LARGE = 24 * 2 ** 20

/** From now on nothing is optimized. */
export function optimizeLater(): void {
  setFlagsFromString('--no-opt')
}

/** A file of `totalBytes` begins to come; null: the server does not say how many. */
export function optimizeFor(totalBytes: number | null): void {
  if (totalBytes === null || totalBytes >= LARGE) setFlagsFromString('--opt')
}
