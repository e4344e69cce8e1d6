/** What PXELINUX does with its configuration: finds it, walks from command to command, and boots. */

export { commandOfLabel, textOfCommand } from './command-line.ts'
export { ConfigFiles } from './files.ts'
export { buildMenu } from './menu-build.ts'
export { bootsFiles } from './modules.ts'
export { bootPrefix } from './names.ts'
export type { Next } from './next.ts'
export { playPxelinux } from './play.ts'
export { bootInterface, CONFIG_DIR } from './search.ts'
export { showsMenu } from './start.ts'
export { run } from './steps.ts'
export { Walk } from './walk.ts'
