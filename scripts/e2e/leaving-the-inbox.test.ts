import { rm } from 'node:fs/promises'
import { StopExecutionCommand } from '@aws-sdk/client-sfn'
import { CLOSE_SENTENCES } from '@countersign/shared/wording'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { launchBrowser } from '../browser.mjs'
import { makeEmptyHome } from './empty-home.ts'
import { type Person, problemOf, signInAs } from './person.ts'
import { type RunningCountersign, startCountersign } from './running-countersign.ts'
import { until } from './until.ts'
import { visitAs } from './visitor.ts'
import { openWorkflows, reviewState, type Waiting, type Workflows } from './workflows.ts'

/** Acceptance 5: from the moment at which the engine ended the wait to the list without it. */
const WITHIN_SECONDS = 5

let home: string
let countersign: RunningCountersign
let workflows: Workflows
let browser: Browser
let priya: Person

beforeAll(async () => {
  home = await makeEmptyHome()
  ;[countersign, browser] = await Promise.all([startCountersign(home), launchBrowser()])
  workflows = await openWorkflows(countersign.demo)
  priya = await signInAs(countersign.demo, 'usr_priya')
})
afterAll(async () => {
  await browser?.close()
  workflows?.close()
  await countersign?.interrupt()
  await rm(home, { recursive: true, force: true })
})

/** How long the list of the pending went on showing an approval after its execution was over, by the engine's clock. */
async function secondsInListAfterTheEnd({ executionArn, approvalId }: Waiting): Promise<number> {
  const leftAt = await until('it leaves the list', async () =>
    (await priya.pending()).some(({ id }) => id === approvalId) ? undefined : Date.now(),
  )
  const { events } = await workflows.ended(executionArn)
  return (leftAt - (events.at(-1)?.timestamp?.getTime() ?? 0)) / 1_000
}

async function expectGone(approvalId: string, reason: keyof typeof CLOSE_SENTENCES): Promise<void> {
  expect(await priya.approval(approvalId)).toMatchObject({ status: 'withdrawn', closed: { reason } })
  const refused = await priya.vote(approvalId, 'approve')
  expect(refused.status).toBe(410)
  expect(problemOf(refused)).toMatchObject({ code: 'withdrawn', reason })
  expect(problemOf(refused).detail).toContain(CLOSE_SENTENCES[reason])
}

describe.concurrent('an approval leaves the inbox within 5 s, with the reason, and takes no vote any more', () => {
  test('when somebody stops the execution, also on a page that is open', async () => {
    const { page, bar, context } = await visitAs(browser, countersign.demo, 'Priya Raman')
    const waiting = await workflows.startOrder('72001')
    await page.goto(`/inbox?open=${waiting.approvalId}`)
    await bar.getByRole('button', { name: /^Charge and ship/ }).waitFor()
    await workflows.sfn.send(new StopExecutionCommand({ executionArn: waiting.executionArn, cause: 'by hand' }))
    expect(await secondsInListAfterTheEnd(waiting)).toBeLessThan(WITHIN_SECONDS)
    await page.getByText('This approval was withdrawn').waitFor({ timeout: WITHIN_SECONDS * 1_000 })
    // Said once above the case and once in its history.
    await page.getByText(`${CLOSE_SENTENCES.execution_aborted} Nobody can decide it any more`).waitFor()
    const note = await page.getByRole('article').textContent()
    expect(note?.split(CLOSE_SENTENCES.execution_aborted)).toHaveLength(3)
    await expectGone(waiting.approvalId, 'execution_aborted')
    await context.close()
  })

  test('when the execution times out', async () => {
    const waiting = await workflows.startDefinition({
      TimeoutSeconds: 2,
      StartAt: 'Review',
      States: { Review: reviewState({ End: true }) },
    })
    expect(await secondsInListAfterTheEnd(waiting)).toBeLessThan(WITHIN_SECONDS)
    await expectGone(waiting.approvalId, 'execution_timed_out')
  })

  test('when a sibling branch fails', async () => {
    const sibling = { Pause: { Type: 'Wait', Seconds: 2, Next: 'Break' }, Break: { Type: 'Fail', Error: 'Broken' } }
    const waiting = await workflows.startDefinition({
      StartAt: 'Both',
      States: {
        Both: {
          Type: 'Parallel',
          End: true,
          Branches: [
            { StartAt: 'Review', States: { Review: reviewState({ End: true }) } },
            { StartAt: 'Pause', States: sibling },
          ],
        },
      },
    })
    expect(await secondsInListAfterTheEnd(waiting)).toBeLessThan(WITHIN_SECONDS)
    await expectGone(waiting.approvalId, 'sibling_failed')
  })
})
