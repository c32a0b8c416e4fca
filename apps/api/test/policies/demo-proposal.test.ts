import { expect, it } from 'vitest'
import { seedProposal } from '../../src/demo/seed-proposal.ts'
import { useTestCore } from '../support/test-core.ts'

const core = useTestCore()

it('the demo has one version that waits for its admin, however often it is seeded', async () => {
  const deps = { ...core.deps, secondAdmin: 'if-any' as const }
  await seedProposal(deps)
  await seedProposal(deps)
  const policy = await core.deps.unitOfWork.transaction(({ policies }) => policies.find('refund-limits'))
  expect(policy).toMatchObject({
    currentVersion: 1,
    waitingVersion: 2,
    versions: [{ version: 2, createdBy: 'Policy repository', proposal: { status: 'waiting' } }, { version: 1 }],
  })
})
