// Attacks by programs when it is told to, tells what it got, and leaves something behind. Its descriptor 3 is the kernel's file.
import { attackByPrograms, leaveBehind } from './attacks.mjs'

const target = JSON.parse(process.argv[2])
process.stdin.once('data', () => {
  console.log(JSON.stringify(attackByPrograms(target)))
  leaveBehind(target, 3)
  process.stdin.destroy()
})
