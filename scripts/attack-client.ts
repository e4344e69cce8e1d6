// Prints what the sandbox is made of, and the table of test/support/attack. Needs root, and builds.
//     node --import tsx scripts/attack-client.ts
import { attackClient } from '../test/support/attack/attack-client.ts'

const { sandbox, rows } = await attackClient()
console.log(sandbox)
for (const { attack, caged, control } of rows) {
  const verdict = control === null ? 'no control' : caged === null ? 'held' : `BROKEN: ${caged.slice(0, 60)}`
  console.log(`${attack.padEnd(50)} ${verdict}`)
}
process.exit(rows.every(({ caged, control }) => caged === null && control !== null) ? 0 : 1)
