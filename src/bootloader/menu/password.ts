/** Checks a typed password against MENU PASSWD or MENU MASTER PASSWD: syslinux com32/menu/passwd.c. */

import { createHash, pbkdf2, timingSafeEqual } from 'node:crypto'
import { promisify } from 'node:util'
import { crypt } from './crypt.ts'

const derive = promisify(pbkdf2)

/** `stored`: plain text, or `$1$ $4$ $5$ $6$` forms; any other `$x$` matches nothing. Both are Latin-1, a byte a character. */
export async function passwordMatches(stored: string, typed: string, signal: AbortSignal): Promise<boolean> {
  if (stored.startsWith('grub.pbkdf2.')) return pbkdf2Matches(stored, typed)
  if (!/^\$.\$/s.test(stored)) return same(Buffer.from(stored, 'latin1'), Buffer.from(typed, 'latin1'))
  if (stored.startsWith('$4$')) return sha1Matches(stored.slice(3), typed)
  const hash = await crypt(Buffer.from(typed, 'latin1'), stored, signal)
  // A `$` after the hash, and what follows it, are not part of it.
  return hash !== null && same(Buffer.from(hash), Buffer.from(stored.slice(0, hash.length), 'latin1'))
    ? stored.length === hash.length || stored.charAt(hash.length) === '$'
    : false
}

/** The most rounds that are worth waiting for; grub-mkpasswd-pbkdf2 uses 10,000. */
const MAX_ROUNDS = 10_000_000

/** `grub.pbkdf2.sha512.ROUNDS.SALT.HASH`, as grub-mkpasswd-pbkdf2 writes it: salt and hash in hexadecimal. */
async function pbkdf2Matches(stored: string, typed: string): Promise<boolean> {
  const form = /^grub\.pbkdf2\.sha512\.(\d+)\.((?:[0-9a-f]{2})+)\.((?:[0-9a-f]{2})+)$/i.exec(stored)
  const rounds = Number(form?.[1] ?? 0)
  if (form === null || rounds < 1 || rounds > MAX_ROUNDS) return false
  const hash = Buffer.from(form[3] ?? '', 'hex')
  const salt = Buffer.from(form[2] ?? '', 'hex')
  return same(await derive(Buffer.from(typed, 'latin1'), salt, rounds, hash.length, 'sha512'), hash)
}

/** `SALT$BASE64` or `BASE64`: the SHA-1 of salt and password, as sha1pass of syslinux writes it. */
function sha1Matches(stored: string, typed: string): boolean {
  const [, salt = '', base64 = ''] = /^(?:([^$]*)\$)?([^$]*)/.exec(stored) ?? []
  const hash = createHash('sha1')
    .update(Buffer.from(salt + typed, 'latin1'))
    .digest()
  return same(hash, Buffer.from(base64, 'base64'))
}

function same(a: Buffer, b: Buffer): boolean {
  return a.length === b.length && timingSafeEqual(a, b)
}
