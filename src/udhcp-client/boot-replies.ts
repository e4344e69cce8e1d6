/** Collects what servers say about booting: follows a PXE server's menu, and asks its boot servers. */

import { askingBootServer, type BootQuestion, noAnswer } from './boot-server-states.ts'
import { bootInformation, isPxeReply } from './boot-values.ts'
import type { MenuEntry } from './codec/index.ts'
import type { Exchange } from './exchange.ts'
import type { Reply } from './messages.ts'
import type { LeaseTerms } from './negotiation.ts'
import { type PxeStep, pxeStep } from './pxe-step.ts'
import { runStates } from './states.ts'

/** The replies to take boot values from. */
export interface BootReplies {
  /** In descending order of precedence; the lease's own is the last. */
  replies: [Reply, ...Reply[]]
  /** The entry of the PXE menu says to boot from the local disk. */
  localBoot: boolean
}

/**
 * Asks proxy and boot servers as far as the replies so far require it. `ownAddress` returns the address that they can
 * answer to. Throws E_NO_BOOT_SERVER or E_NO_ENTRY.
 */
export async function bootReplies(
  exchange: Exchange,
  { terms, proxy }: LeaseTerms,
  ownAddress: () => Promise<string>,
): Promise<BootReplies> {
  const service = exchange.request.pxeService
  let replies: BootReplies['replies'] = proxy ? [proxy, terms] : [terms]
  let step: PxeStep = isPxeReply(replies[0]) ? pxeStep(replies[0], service) : { step: 'enough' }
  if (step.step === 'askProxy') {
    const answer = await ask(exchange, { ...step, onlyFrom: null, type: null, ciaddr: await ownAddress() })
    // The server says PXEClient but answers nothing: use what came with the lease.
    if (answer === null && bootInformation(terms) > 0) return { replies, localBoot: false }
    if (answer === null) throw noAnswer(exchange, step.targets, null)
    replies = [answer, ...replies]
    step = pxeStep(answer, service)
  }
  if (step.step === 'local') {
    tellMenu(exchange, replies[0], step.menu, 0)
    return { replies, localBoot: true }
  }
  if (step.step === 'askBootServer') {
    tellMenu(exchange, replies[0], step.menu, step.type)
    const answer = await ask(exchange, { ...step, ciaddr: await ownAddress() })
    if (answer === null) throw noAnswer(exchange, step.targets, step.type)
    replies = [answer, ...replies]
  }
  return { replies, localBoot: false }
}

function ask(exchange: Exchange, question: BootQuestion): Promise<Reply | null> {
  return runStates(exchange, askingBootServer(exchange, question), () =>
    noAnswer(exchange, question.targets, question.type),
  )
}

function tellMenu({ io }: Exchange, { server }: Reply, entries: MenuEntry[], taken: number): void {
  io.onEvent({ event: 'PxeMenuReceived', server, entries: entries.slice(0, 256), taken })
}
