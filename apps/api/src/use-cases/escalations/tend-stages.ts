import type { UnitOfWork } from '../../ports/unit-of-work.ts'
import { tendStageJob } from './begin-stage.ts'

const AT_A_TIME = 500

/** People leave teams and are disabled without any approval hearing of it: each stage that could be escalated is looked at. */
export async function tendStages({ unitOfWork }: { readonly unitOfWork: UnitOfWork }): Promise<void> {
  for (let after = ''; ; ) {
    const ids = await unitOfWork.transaction(async (stores) => {
      const page = await stores.stageTimers.awaitingEscalation(after, AT_A_TIME)
      await stores.jobs.add(...page.map((id) => ({ ...tendStageJob(id), key: `tend-stages:${id}` })))
      return page
    })
    const last = ids.at(-1)
    if (last === undefined || ids.length < AT_A_TIME) return
    after = last
  }
}
