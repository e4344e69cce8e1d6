// uvu with the tests alone whose suite and name match TSPXEBOOT_TEST_GREP; a suite without one does not run.
// Loaded by `node --import`, it stands in for uvu in all that is imported later.
import { register } from 'node:module'
import { suite as everySuite } from 'uvu'

const hooks = `export const resolve = (specifier, context, next) =>
  specifier === 'uvu' && context.parentURL !== '${import.meta.url}'
    ? { url: '${import.meta.url}', shortCircuit: true }
    : next(specifier, context)`
register(`data:text/javascript,${encodeURIComponent(hooks)}`)

const pattern = new RegExp(process.env.TSPXEBOOT_TEST_GREP ?? '', 'i')

export function suite(name, context) {
  const all = everySuite(name, context)
  let matched = 0
  const matching = (register) => (title, run) => {
    if (!pattern.test(`${name} ${title}`)) return
    matched++
    register(title, run)
  }
  return Object.assign(matching(all), all, {
    only: matching(all.only),
    skip: matching(all.skip),
    run: () => matched > 0 && all.run(),
  })
}
