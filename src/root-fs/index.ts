/** Root file systems for diskless guests: built by mmdebstrap, kept as dated images in the boot tree. */

export { type BuildPlace, type BuiltRoot, buildRoot } from './build.ts'
export { exportRoot } from './export.ts'
export {
  CURRENT,
  findImage,
  findRoot,
  IMAGE_FILES,
  type Image,
  listRoots,
  makeCurrent,
  type Root,
  removeImage,
} from './images.ts'
export { type BuildOptions, FORMATS, type Format, SUITES, type Suite } from './options.ts'
export { exportsLine, ownProfileOf, profileOf, type RootProfile } from './profile.ts'
export { unpackImage } from './unpack.ts'
export { type Boots, hostsOf, hostsOnOlderImages } from './use.ts'
