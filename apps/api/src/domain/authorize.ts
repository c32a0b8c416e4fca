import type { Outcome } from '@countersign/shared/case'
import type { TeamId } from '@countersign/shared/ids'
import type { Risk, Via } from '@countersign/shared/statuses'
import { RISK_WORDING } from '@countersign/shared/wording'
import type { Audience, Person, PolicyRef } from './approval.ts'
import { excludedAs, KEY_NAME } from './policy/exclusions.ts'
import type { SeatFacts } from './policy/find-seat.ts'
import { findSeat } from './policy/find-seat.ts'
import type { ApiKey, Integration, Principal, Scope, User } from './principal.ts'
import { userOf } from './principal.ts'
import { isVisible, requesterNames, visibility } from './visibility.ts'

export type Action = 'read' | 'reveal' | 'vote' | 'undo' | 'cancel' | 'comment' | 'heartbeat'

/** What the judgement looks at; every Approval has it. */
export interface AccessFacts extends SeatFacts {
  readonly team: TeamId
  readonly policy: PolicyRef
  readonly risk: Risk
  readonly audience: Audience
  readonly requestedBy: Person | null
  readonly registeredByKey: string
}

export type Verdict = { readonly allowed: true } | Denial

export interface Denial {
  readonly allowed: false
  readonly code: 'not-eligible' | 'not-permitted' | 'missing-scope'
  /** Stable name of the rule that forbids it. */
  readonly rule: string
  /** The same for people. */
  readonly sentence: string
}

const ALLOWED: Verdict = { allowed: true }

const NEEDED_SCOPE: Record<Action, Scope> = {
  read: 'approvals:read',
  reveal: 'approvals:read',
  vote: 'approvals:decide',
  undo: 'approvals:decide',
  cancel: 'approvals:cancel',
  comment: 'approvals:request',
  heartbeat: 'approvals:heartbeat',
}

/**
 * I8: the one judge of who may do what. Every channel asks it inside the deciding transaction, with the user as the
 * directory has them at that moment. What no line below allows is denied.
 * @param outcome what a vote would say: an integration may be bound to some outcomes
 */
export function authorize(principal: Principal, action: Action, approval: AccessFacts, outcome?: string): Verdict {
  if (userOf(principal)?.disabled) return notPermitted('disabled', 'This account is disabled.')
  if (principal.kind === 'integration') return authorizeIntegration(principal.integration, action, approval, outcome)
  if (userOf(principal)?.ofIntegration) return INTEGRATION_IDENTITY
  if (principal.kind === 'key') {
    const scope = NEEDED_SCOPE[action]
    if (!principal.key.scopes.includes(scope)) return missingScope(scope)
    return authorizeKey(principal.key, action, approval)
  }
  return authorizeUser(principal, principal.user, action, approval)
}

/** Who may put a question to a team: API keys, each within its teams. */
export function authorizeRequest(principal: Principal, team: TeamId): Verdict {
  if (userOf(principal)?.disabled) return notPermitted('disabled', 'This account is disabled.')
  if (principal.kind === 'integration') return notPermitted('integration-answers-only', INTEGRATION_ANSWERS_ONLY)
  if (userOf(principal)?.ofIntegration) return INTEGRATION_IDENTITY
  if (principal.kind === 'user') return notPermitted('key-only', 'Workflows register approvals with an API key.')
  const { scopes, teams } = principal.key
  if (!scopes.includes('approvals:request')) return missingScope('approvals:request')
  // A key with a list of teams asks those teams only, although every registration would be its own.
  return teams.length === 0 || teams.includes(team)
    ? ALLOWED
    : notPermitted('key-team', `This API key does not reach the team ${team}.`)
}

/** Who may hand an approval on: whoever may decide it, and admins. */
export function authorizeReassign(principal: Principal, approval: AccessFacts): Verdict {
  const { kind } = principal
  if (kind === 'user' && principal.user.role === 'admin' && !principal.user.disabled) return ALLOWED
  return authorize(principal, 'vote', approval)
}

/** Who may set up the channels: webhooks, integrations, Slack. */
export function authorizeSetup(principal: Principal): Verdict {
  if (principal.kind === 'key') {
    const { scopes, teams } = principal.key
    if (!scopes.includes('settings:manage')) return missingScope('settings:manage')
    // Channels reach every team, so a key that does not may not set them up.
    return teams.length === 0
      ? ALLOWED
      : notPermitted('key-team', 'This API key is limited to some teams, and channels are set up for all.')
  }
  if (principal.kind === 'integration') return notPermitted('integration-answers-only', INTEGRATION_ANSWERS_ONLY)
  if (principal.user.disabled) return notPermitted('disabled', 'This account is disabled.')
  return principal.user.role === 'admin' ? ALLOWED : notPermitted('admin', 'Only admins set up channels.')
}

function authorizeKey(key: ApiKey, action: Action, approval: AccessFacts): Verdict {
  const own = approval.registeredByKey === key.id
  const inReach =
    own ||
    key.teams.some((team) => approval.team === team || approval.audience.teams.includes(team)) ||
    key.teams.length === 0
  const outOfReach = notPermitted('key-team', `This API key does not reach the team ${approval.team}.`)
  switch (action) {
    case 'read':
    case 'heartbeat':
      return inReach ? ALLOWED : outOfReach
    case 'reveal':
      return notPermitted('people-only', PEOPLE_REVEAL)
    case 'comment':
    case 'cancel':
      return own ? ALLOWED : notPermitted('key-own', 'An API key does this only to approvals it has registered itself.')
    case 'vote':
    case 'undo':
      if (!inReach) return outOfReach
      if (!key.actsAs)
        return notEligible('key-without-person', 'This API key votes for nobody: issue one that acts as a person.')
      return authorizeVoter(key.actsAs, null, approval)
  }
}

function authorizeUser(principal: Principal, user: User, action: Action, approval: AccessFacts): Verdict {
  const visible = isVisible(visibility(principal), approval)
  switch (action) {
    case 'read':
    case 'reveal':
      return visible ? ALLOWED : notPermitted('not-visible', 'This approval belongs to a team you are not in.')
    case 'vote':
      return inReachOf(principal.via, approval) ?? authorizeVoter(user, null, approval)
    case 'undo':
      return authorizeVoter(user, null, approval)
    case 'cancel': {
      const isRequester = approval.requestedBy !== null && requesterNames(user).includes(approval.requestedBy.id)
      if (user.role === 'admin' || (isRequester && user.role !== 'auditor')) return ALLOWED
      return notPermitted('requester-or-admin', 'Only the person who asked, or an admin, may withdraw this approval.')
    }
    case 'comment':
      if (user.role === 'auditor')
        return notPermitted('auditor-reads-only', 'Auditors read everything and change nothing.')
      return visible ? ALLOWED : notPermitted('not-visible', 'This approval belongs to a team you are not in.')
    case 'heartbeat':
      return notPermitted('key-only', 'Heartbeats come from the system that does the work, with its API key.')
  }
}

/** Within its bounds a voter like any other; beyond votes and heartbeats, nothing. */
function authorizeIntegration(
  integration: Integration,
  action: Action,
  approval: AccessFacts,
  outcome: string | undefined,
): Verdict {
  const { name, teams, policies, outcomes } = integration
  if (integration.standing === 'disabled')
    return notPermitted('integration-disabled', `The integration “${name}” is disabled.`)
  if (integration.standing === 'secret-gone')
    return notPermitted('integration-secret', 'The secret this was signed with no longer counts.')
  if (!teams.includes(approval.team))
    return notEligible('integration-team', `The integration “${name}” does not answer for the team ${approval.team}.`)
  if (policies.length > 0 && !policies.includes(approval.policy.name))
    return notEligible(
      'integration-policy',
      `The integration “${name}” does not answer under the policy ${approval.policy.name}.`,
    )
  if (action === 'heartbeat')
    return integration.heartbeats
      ? ALLOWED
      : notPermitted('integration-heartbeats', `The integration “${name}” is not set up to send heartbeats.`)
  if (action !== 'vote') return notPermitted('integration-answers-only', INTEGRATION_ANSWERS_ONLY)
  if (outcomes.length > 0 && (outcome === undefined || !outcomes.includes(outcome)))
    return notEligible('integration-outcome', `The integration “${name}” may only answer ${outcomes.join(', ')}.`)
  if (keeperHadPart(integration, approval))
    return notEligible(
      'separation-of-duties',
      `Whoever had a part in this case has set up the integration “${name}”, so somebody else has to decide it.`,
    )
  return authorizeVoter(integration.actsAs, integration.id, approval)
}

/** Whether an outside system could let the workflow go on, were it to answer now. */
export const mayAnswer = (
  integration: Integration,
  approval: AccessFacts & { readonly outcomes: readonly Outcome[] },
): boolean =>
  approval.outcomes.some(
    ({ kind, id }) => kind === 'success' && authorizeIntegration(integration, 'vote', approval, id).allowed,
  )

function keeperHadPart({ id, keepers }: Integration, { exclusions }: AccessFacts): boolean {
  const names = exclusions.flatMap((exclusion) => exclusion.names)
  return (
    names.includes(id) ||
    keepers.keys.some((key) => names.includes(`${KEY_NAME}${key}`)) ||
    keepers.people.some((keeper) => excludedAs(keeper, exclusions) !== undefined)
  )
}

const INTEGRATION_ANSWERS_ONLY = 'An integration answers approvals and keeps their tasks alive; it does nothing else.'

/** The rules a vote must pass, whoever carries it in. Admins get no exception: rank is not membership. */
function authorizeVoter(user: User, integration: string | null, approval: AccessFacts): Verdict {
  if (user.role === 'auditor') return notEligible('auditor-reads-only', 'Auditors read everything and decide nothing.')
  const seat = findSeat({ user, integration }, approval)
  return seat.kind === 'seat' ? ALLOWED : notEligible(seat.rule, seat.sentence)
}

/**
 * 03 §2.1.3, friction follows risk: what is high is decided where all of it can be seen. Messages offer no button for
 * it, and one that is made up counts for nothing.
 */
function inReachOf(via: Via, { risk, plan }: AccessFacts): Denial | undefined {
  if (via !== 'slack' || plan.demands.chat) return undefined
  return notEligible(
    'chat-not-allowed',
    `${RISK_WORDING[risk].label} is decided in the inbox, where all of the case can be seen.`,
  )
}

const PEOPLE_REVEAL =
  'Only people reveal what is hidden: sign in to the inbox. A program has a value it needs from the workflow itself.'

const missingScope = (scope: Scope): Denial => ({
  allowed: false,
  code: 'missing-scope',
  rule: scope,
  sentence: `This API key lacks the scope ${scope}.`,
})
const notEligible = (rule: string, sentence: string): Denial => ({
  allowed: false,
  code: 'not-eligible',
  rule,
  sentence,
})
const notPermitted = (rule: string, sentence: string): Denial => ({
  allowed: false,
  code: 'not-permitted',
  rule,
  sentence,
})

const INTEGRATION_IDENTITY = notPermitted(
  'integration-identity',
  'This identity belongs to an integration and answers by its callbacks only.',
)
