// What a boot by TFTP does not load: Node's HTTP and TLS, which take longer than all that TFTP needs.
import { execFileSync } from 'node:child_process'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'

const loading = suite('the transports')

loading('load HTTP when the first file comes by it', () => {
  const code = `
    const { createFetcher, DEFAULT_FETCHER_OPTIONS } = await import('./src/tftp-fetch/index.ts')
    const loaded = () => process.moduleLoadList.includes('NativeModule _http_client')
    const fetcher = createFetcher({ ...DEFAULT_FETCHER_OPTIONS, onEvent: () => {} })
    const before = loaded()
    await fetcher.probe('http://127.0.0.1:1/vmlinuz', new AbortController().signal).catch(() => {})
    console.log(before, loaded())`
  const said = execFileSync(process.execPath, ['--import', 'tsx', '--input-type=module', '--eval', code])
  assert.is(said.toString().trim(), 'false true')
})

loading.run()
