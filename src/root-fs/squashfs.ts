/** How mksquashfs(1) makes an image of a tar archive on its standard input. The same archive gives the same bytes. */

export function mksquashfsArguments(image: string): string[] {
  return [
    ...['-', image, '-tar', '-noappend', '-quiet', '-no-progress'],
    // The archive does not say what the topmost folder is.
    ...['-root-mode', '755', '-root-uid', '0', '-root-gid', '0'],
    ...['-comp', 'zstd', '-Xcompression-level', '9'],
  ]
}
