/** GRUB 2: its scripts, its menu, and what it boots. */

export { grub } from './play.ts'
