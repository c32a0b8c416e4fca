import type { ApprovalId, IntegrationId } from '@countersign/shared/ids'
import { integrationId as parseIntegrationId, secretId, userId } from '@countersign/shared/ids'
import type { MappedDecision, MappingTest, MappingTestResult } from '@countersign/shared/integrations'
import type { Approval } from '../../domain/approval.ts'
import { EXAMPLE_APPROVAL, mappedHeaders, mappingApproval } from '../../domain/integrations/mapping-input.ts'
import { voteRequestOf } from '../../domain/integrations/vote-request-of.ts'
import type { Integration, Principal } from '../../domain/principal.ts'
import type { Refused } from '../../domain/refusal.ts'
import { refused } from '../../domain/refusal.ts'
import { isVisible, visibility } from '../../domain/visibility.ts'
import { castVote } from '../../domain/vote.ts'
import type { FormValidator } from '../../ports/form-validator.ts'
import type { Identifiers } from '../../ports/identifiers.ts'
import type { MappingEngine } from '../../ports/mapping.ts'
import type { Stores, UnitOfWork } from '../../ports/unit-of-work.ts'
import { refusalSentence } from '../../present/refusal-sentence.ts'
import { authorizedSetup } from './setup.ts'

interface Deps {
  readonly unitOfWork: UnitOfWork
  readonly identifiers: Identifiers
  readonly mappings: MappingEngine
  readonly forms: FormValidator
}

export interface TestMappingCommand {
  readonly principal: Principal
  readonly test: MappingTest
}

export type MappingTested = { readonly kind: 'tested'; readonly result: MappingTestResult }

/** A dry run: what the mapping makes of a body, and what the same judge as for a true vote would say. Writes nothing. */
export async function testMapping(
  deps: Deps,
  { principal, test }: TestMappingCommand,
): Promise<MappingTested | Refused> {
  const faults = deps.mappings.check(test.mapping)
  return deps.unitOfWork.transaction(async (stores): Promise<MappingTested | Refused> => {
    const setup = await authorizedSetup(stores.directory, principal)
    if (setup.kind === 'refused') return setup
    const target = await findTarget(stores, setup.principal, test)
    if (target?.kind === 'refused') return target
    if (faults.length > 0) return tested({ kind: 'fault', errors: faults.map((fault) => ({ ...fault })) }, null)
    const sent = Object.entries(test.headers).map(([name, value]) => [name.toLowerCase(), value] as const)
    const headers = mappedHeaders((name) => sent.flatMap(([given, value]) => (given === name ? [value] : [])))
    const approval = target ? mappingApproval(target.approval) : EXAMPLE_APPROVAL
    const decision = deps.mappings.apply(test.mapping, { body: test.body, headers, approval })
    if (!target || decision.kind !== 'decision') return tested(decision, null)
    return tested(decision, await wouldBeRefused(deps, stores, target, decision))
  })
}

const tested = (result: MappedDecision, wouldBe: string | null): MappingTested => ({
  kind: 'tested',
  result: { result, wouldBeRefused: wouldBe },
})

interface Target {
  readonly kind: 'found'
  readonly approval: Approval
  readonly voter: Principal
}

async function findTarget(
  stores: Stores,
  principal: Principal,
  { approvalId, integrationId }: MappingTest,
): Promise<Target | Refused | undefined> {
  if (approvalId === undefined) return undefined
  const approval = await findVisible(stores, principal, approvalId)
  if (!approval) return unknown('/approvalId', 'is no approval that you may see')
  if (integrationId === undefined) return { kind: 'found', approval, voter: anyIntegration(approval) }
  const voter = await findIntegration(stores, integrationId)
  return voter ? { kind: 'found', approval, voter } : unknown('/integrationId', 'is no integration')
}

async function findVisible(stores: Stores, principal: Principal, id: ApprovalId): Promise<Approval | undefined> {
  const approval = await stores.approvals.find(id)
  return approval && isVisible(visibility(principal), approval) ? approval : undefined
}

async function findIntegration(stores: Stores, id: IntegrationId): Promise<Principal | undefined> {
  const secret = (await stores.integrations.find(id))?.secrets[0]
  const integration = secret && (await stores.directory.integration(id, secret.id))
  return integration && { kind: 'integration', integration, signedWith: secret.id, via: 'callback' }
}

const NOBODY = '0'.repeat(36)

/** One without any bounds: what is left are the rules of the approval itself. */
function anyIntegration(approval: Approval): Principal {
  const id = parseIntegrationId.parse(`int_${NOBODY}`)
  const name = 'an integration'
  const integration: Integration = {
    ...{ id, name, teams: [approval.team], policies: [], outcomes: [], heartbeats: false, standing: 'good' },
    keepers: { people: [], keys: [] },
    actsAs: {
      ...{ id: userId.parse(`usr_${NOBODY}`), name, email: null, identities: [], role: 'reviewer' },
      ...{ teams: [approval.team], disabled: false, ofIntegration: true },
    },
  }
  return { kind: 'integration', integration, signedWith: secretId.parse(`sec_${NOBODY}`), via: 'callback' }
}

async function wouldBeRefused(
  { identifiers, forms }: Deps,
  stores: Stores,
  { approval, voter }: Target,
  decision: Extract<MappedDecision, { kind: 'decision' }>,
): Promise<string | null> {
  const ids = { vote: identifiers.vote(), decision: identifiers.decision(), callback: identifiers.callback() }
  const { caseDigest, attempt } = approval
  const request = voteRequestOf(decision, { caseDigest, attempt: attempt.number })
  const earlier = await stores.votes.ofAttempt(approval.id, approval.attempt.number)
  const now = await stores.now()
  const seen = { opened: [], revealed: false }
  const ballot = { approval, earlier, ...seen, principal: voter, request, expectedVersion: null, ids, now }
  const judged = castVote(ballot, forms.check)
  if (judged.kind !== 'refused') return null
  const { refusal } = judged
  if (refusal.code === 'invalid-request')
    return refusal.errors.map(({ pointer, message }) => `${pointer}: ${message}`).join('; ')
  return refusalSentence(refusal, (at) => `at ${at.toISOString()}`)
}

const unknown = (pointer: string, message: string): Refused =>
  refused({ code: 'invalid-request', errors: [{ pointer, message }] })
