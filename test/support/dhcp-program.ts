// The DHCP exchange as a process of its own, for it must live in a namespace: dhcp-exchange.ts starts it. Prints the
// events, then `{ lease }` or `{ error }`, a JSON value a line.
import { BootError } from '../../src/boot-error.ts'
import {
  acquireLease,
  dhcpRequest,
  openRawTransport,
  systemClock,
  systemRandom,
} from '../../src/udhcp-client/index.ts'

const tell = (value: unknown) => console.log(JSON.stringify(value))
const request = dhcpRequest(JSON.parse(process.argv[2] ?? ''))
const transport = openRawTransport(request)
try {
  const lease = await acquireLease(request, {
    transport,
    clock: systemClock,
    random: systemRandom,
    onEvent: tell,
    signal: new AbortController().signal,
  })
  tell({ lease })
} catch (error) {
  if (!(error instanceof BootError)) throw error
  tell({ error: { code: error.code, message: error.message, hint: error.hint } })
} finally {
  transport.close()
}
