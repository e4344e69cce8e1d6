// What an EFI image of GRUB carries in clear, laid out as grub-mkimage does.

/** An image with a module and these records {type, text}, behind noise and in front of `code`. */
export function efiImage(records: [type: number, text: string][], code = ''): Buffer {
  const body = [[0, 'module'] as const, ...records].map(([type, text]) => {
    const record = Buffer.alloc(8 + text.length + 1)
    record.writeUInt32LE(type, 0)
    record.writeUInt32LE(record.length, 4)
    record.write(text, 8, 'latin1')
    return record
  })
  const head = Buffer.alloc(24)
  head.write('mimg', 'latin1')
  head.writeBigUInt64LE(24n, 8)
  head.writeBigUInt64LE(BigInt(24 + Buffer.concat(body).length), 16)
  return Buffer.concat([Buffer.from('MZ noise mimg more'), head, ...body, Buffer.from(`behind${code}`)])
}
