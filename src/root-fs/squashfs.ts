/** The arguments with which mksquashfs(1) makes an image from a tar archive on its standard input. */

/** `image`: the path of the new file. The same archive gives the same bytes. */
export function mksquashfsArguments(image: string): string[] {
  return [
    ...['-', image, '-tar', '-noappend', '-quiet', '-no-progress'],
    // The archive has no entry for the topmost folder.
    ...['-root-mode', '755', '-root-uid', '0', '-root-gid', '0'],
    ...['-comp', 'zstd', '-Xcompression-level', '9'],
  ]
}
