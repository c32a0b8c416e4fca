import type { Principal, User } from '../../domain/principal.ts'
import { actorOf } from '../../domain/principal.ts'
import type { Refusal, Refused } from '../../domain/refusal.ts'
import { refused } from '../../domain/refusal.ts'
import { slackIssuer } from '../../domain/slack-in/issuer.ts'
import type { SlackIdentified } from '../../ports/slack-sign-in.ts'
import type { Stores, UnitOfWork } from '../../ports/unit-of-work.ts'
import { refreshPrincipal } from '../refresh-principal.ts'
import { slackHomeJob } from '../slack/show-slack-home.ts'
import { type LinkDeps, NO_SIGN_IN, openState } from './begin-link.ts'

interface Deps extends LinkDeps {
  readonly unitOfWork: UnitOfWork
}

export interface CompleteLinkCommand {
  readonly principal: Extract<Principal, { kind: 'user' }>
  readonly sessionId: string
  readonly code: string
  readonly state: string
}

const START_AGAIN = (pointer: string): Refusal => ({
  code: 'invalid-request',
  errors: [{ pointer, message: 'is not from this browser session, or too old: start again from your settings' }],
})
const AWAY: Refusal = {
  code: 'unavailable',
  sentence: 'Slack did not answer. Nothing was linked; start again from your settings.',
  retryAfterSeconds: 5,
}

/**
 * Links one Slack account to one person, who has signed in on both sides: here by session, there by the code their
 * browser brought back. Neither name nor e-mail plays a part (06 T16).
 */
export async function completeLink(
  deps: Deps,
  { principal, sessionId, code, state }: CompleteLinkCommand,
): Promise<{ readonly kind: 'linked' } | Refused> {
  if (!deps.slackSignIn) return refused(NO_SIGN_IN)
  const nonce = openState(deps.secretSealer, { sessionId, state, now: await deps.databaseClock.now() })
  if (nonce === undefined) return refused(START_AGAIN('/state'))
  const identified = await deps.slackSignIn.identify(code, nonce)
  if (identified.kind === 'refused') return refused(START_AGAIN('/code'))
  if (identified.kind === 'unavailable') return refused(AWAY)
  return deps.unitOfWork.transaction((stores) => link(stores, principal, identified))
}

async function link(
  stores: Stores,
  asking: CompleteLinkCommand['principal'],
  { workspaceId, slackUserId, name }: Extract<SlackIdentified, { kind: 'identified' }>,
): Promise<{ readonly kind: 'linked' } | Refused> {
  const principal = await refreshPrincipal(stores.directory, asking)
  const { user } = principal.kind === 'user' ? principal : asking
  if (user.disabled) return notPermitted('disabled', 'This account is disabled.')
  if ((await stores.slackLinks.workspaceName(workspaceId)) === undefined)
    return refused({
      code: 'not-configured',
      sentence: 'That Slack workspace is not connected here. Sign in to one that is, or ask an admin to connect it.',
    })
  await stores.slackLinks.lock(workspaceId, slackUserId, user.id)
  const holder = await stores.slackLinks.holderOf(workspaceId, slackUserId)
  if (holder === user.id) return { kind: 'linked' }
  if (holder !== undefined)
    return notPermitted(
      'slack-linked-elsewhere',
      'That Slack account is linked to somebody else here. They unlink it in their settings first.',
    )
  if (hasLinkIn(user, workspaceId))
    return notPermitted(
      'slack-linked-already',
      'You have linked another account of that workspace. Unlink it first: one person decides as one.',
    )
  await stores.slackLinks.insert(
    { workspaceId, slackUserId, slackName: name === '' ? null : name.slice(0, 200) },
    user.id,
  )
  await stores.jobs.add(slackHomeJob({ workspaceId, slackUserId }))
  await stores.audit.append({
    type: 'slack.linked',
    approvalId: null,
    actor: actorOf(principal),
    at: await stores.now(),
    data: { workspaceId, slackUserId },
  })
  return { kind: 'linked' }
}

const hasLinkIn = (user: User, workspaceId: string): boolean =>
  user.identities.some(({ issuer }) => issuer === slackIssuer(workspaceId))

const notPermitted = (rule: string, sentence: string): Refused => refused({ code: 'not-permitted', rule, sentence })
