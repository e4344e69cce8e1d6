/**
 * The crypt(3) forms of menu passwords: `$1$` (MD5-crypt, FreeBSD libcrypt), `$5$` and `$6$` (SHA-crypt, Ulrich
 * Drepper's "Unix crypt using SHA-256 and SHA-512", version 0.6). Node's crypto has none of them; only its hashes are used.
 */

import { createHash } from 'node:crypto'
import { setImmediate as nextTurn } from 'node:timers/promises'

/** The most `rounds=` of SHA-crypt; more never matches. The specification allows 999,999,999, which would take hours. */
const MAX_ROUNDS = 1_000_000
const MIN_ROUNDS = 1000
const DEFAULT_ROUNDS = 5000
/** Rounds after which other work of the process gets a turn. */
const ROUNDS_A_TURN = 2000

const ALPHABET = './0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'

/** The order in which the bytes of a digest are written, three as four characters; -1: no byte. */
const MD5_ORDER = [
  [0, 6, 12],
  [1, 7, 13],
  [2, 8, 14],
  [3, 9, 15],
  [4, 10, 5],
  [-1, -1, 11],
]
const SHA256_ORDER = [
  [0, 10, 20],
  [21, 1, 11],
  [12, 22, 2],
  [3, 13, 23],
  [24, 4, 14],
  [15, 25, 5],
  [6, 16, 26],
  [27, 7, 17],
  [18, 28, 8],
  [9, 19, 29],
  [-1, 31, 30],
]
const SHA512_ORDER = [
  [0, 21, 42],
  [22, 43, 1],
  [44, 2, 23],
  [3, 24, 45],
  [25, 46, 4],
  [47, 5, 26],
  [6, 27, 48],
  [28, 49, 7],
  [50, 8, 29],
  [9, 30, 51],
  [31, 52, 10],
  [53, 11, 32],
  [12, 33, 54],
  [34, 55, 13],
  [56, 14, 35],
  [15, 36, 57],
  [37, 58, 16],
  [59, 17, 38],
  [18, 39, 60],
  [40, 61, 19],
  [62, 20, 41],
  [-1, -1, 63],
]

interface ShaForm {
  prefix: '$5$' | '$6$'
  algorithm: 'sha256' | 'sha512'
  order: readonly number[][]
}

const SHA256: ShaForm = { prefix: '$5$', algorithm: 'sha256', order: SHA256_ORDER }
const SHA512: ShaForm = { prefix: '$6$', algorithm: 'sha512', order: SHA512_ORDER }

/** crypt(3) of `key` with the salt of `setting`; null: a setting of another kind, or one that costs too much. */
export async function crypt(key: Buffer, setting: string, signal: AbortSignal): Promise<string | null> {
  if (setting.startsWith('$1$')) return md5Crypt(key, setting)
  if (setting.startsWith('$5$')) return await shaCrypt(SHA256, key, setting, signal)
  if (setting.startsWith('$6$')) return await shaCrypt(SHA512, key, setting, signal)
  return null
}

function md5Crypt(key: Buffer, setting: string): string {
  const salt = upToDollar(setting.slice(3)).slice(0, 8)
  const saltBytes = Buffer.from(salt, 'latin1')
  const inner = digest('md5', [key, saltBytes, key])
  const bits = [...Array(bitLength(key.length)).keys()].map((bit) =>
    (key.length >> bit) & 1 ? Buffer.of(0) : key.subarray(0, 1),
  )
  let hash = digest('md5', [key, Buffer.from('$1$'), saltBytes, repeated(inner, key.length), ...bits])
  for (let round = 0; round < 1000; round++) hash = nextRound('md5', round, hash, key, saltBytes)
  return `$1$${salt}$${base64(hash, MD5_ORDER)}`
}

async function shaCrypt(
  { prefix, algorithm, order }: ShaForm,
  key: Buffer,
  setting: string,
  signal: AbortSignal,
): Promise<string | null> {
  const [, stated, rest = ''] = /^(?:rounds=(\d+)\$)?(.*)$/s.exec(setting.slice(3)) ?? []
  const rounds = stated === undefined ? DEFAULT_ROUNDS : Math.max(MIN_ROUNDS, Number(stated))
  if (rounds > MAX_ROUNDS) return null
  const salt = upToDollar(rest).slice(0, 16)
  const saltBytes = Buffer.from(salt, 'latin1')

  const inner = digest(algorithm, [key, saltBytes, key])
  const bits = [...Array(bitLength(key.length)).keys()].map((bit) => ((key.length >> bit) & 1 ? inner : key))
  let hash = digest(algorithm, [key, saltBytes, repeated(inner, key.length), ...bits])
  const keyDigest = digest(algorithm, Array(key.length).fill(key))
  const saltDigest = digest(algorithm, Array(16 + (hash[0] ?? 0)).fill(saltBytes))
  const keyPart = repeated(keyDigest, key.length)
  const saltPart = repeated(saltDigest, saltBytes.length)
  for (let round = 0; round < rounds; round++) {
    hash = nextRound(algorithm, round, hash, keyPart, saltPart)
    if (round % ROUNDS_A_TURN === 0) {
      await nextTurn()
      signal.throwIfAborted()
    }
  }
  const shownRounds = stated === undefined ? '' : `rounds=${rounds}$`
  return `${prefix}${shownRounds}${salt}$${base64(hash, order)}`
}

/** One round, which is the same in all three forms: its number decides which pieces are hashed, and in which order. */
function nextRound(algorithm: string, round: number, hash: Buffer, key: Buffer, salt: Buffer): Buffer {
  const pieces = [round % 2 ? key : hash]
  if (round % 3) pieces.push(salt)
  if (round % 7) pieces.push(key)
  pieces.push(round % 2 ? hash : key)
  return digest(algorithm, pieces)
}

function digest(algorithm: string, pieces: readonly Buffer[]): Buffer {
  return createHash(algorithm).update(Buffer.concat(pieces)).digest()
}

function upToDollar(text: string): string {
  return text.replace(/\$.*/s, '')
}

/** `length` bytes of `block`, repeated. */
function repeated(block: Buffer, length: number): Buffer {
  return Buffer.alloc(length, block)
}

/** The number of bits up to the highest one that is set. */
function bitLength(value: number): number {
  return value === 0 ? 0 : 32 - Math.clz32(value)
}

/** The base 64 of crypt(3): its own alphabet, least significant digit first. */
function base64(hash: Buffer, order: readonly number[][]): string {
  return order
    .map((group) => {
      const value = group.reduce((sum, at) => (sum << 8) | (hash[at] ?? 0), 0)
      const digits = group.filter((at) => at >= 0).length + 1
      return [...Array(digits).keys()].map((digit) => ALPHABET.charAt((value >> (6 * digit)) & 0x3f)).join('')
    })
    .join('')
}
