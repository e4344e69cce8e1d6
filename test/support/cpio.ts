// Writes initial ramdisks: cpio archives in the "newc" format that the kernel unpacks (Documentation/driver-api/early-userspace/buffer-format.rst).

export interface CpioEntry {
  name: string
  /** File type and permission bits; 0o100755 an executable file, 0o040755 a folder. */
  mode: number
  content?: Uint8Array
}

/** The archive, padded to 4 bytes so that another can follow. */
export function cpio(entries: readonly CpioEntry[]): Buffer {
  const records = [...entries, { name: 'TRAILER!!!', mode: 0 }].map(({ name, mode, ...rest }, index) => {
    const content = 'content' in rest && rest.content ? rest.content : new Uint8Array()
    const fields = [index + 1, mode, 0, 0, 1, 0, content.length, 0, 0, 0, 0, Buffer.byteLength(name) + 1, 0]
    const header = `070701${fields.map((field) => field.toString(16).padStart(8, '0')).join('')}${name}\0`
    return Buffer.concat([padded(Buffer.from(header)), padded(content)])
  })
  return Buffer.concat(records)
}

function padded(bytes: Uint8Array): Buffer {
  return Buffer.concat([bytes, Buffer.alloc((4 - (bytes.length % 4)) % 4)])
}
