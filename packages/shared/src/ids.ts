import { z } from 'zod'
import { text } from './text.ts'

/**
 * Public ids: `<prefix>_` + 36 Crockford base32 characters = 50 bits of milliseconds, 130 bits from the CSPRNG.
 * Sortable by time for index locality; unguessable because ASVS 11.5.1 does not accept UUIDs as secrets.
 */
const BODY = '[0-9a-hjkmnp-tv-z]{36}'

const id = <const P extends string>(prefix: P) =>
  z
    .string()
    .regex(new RegExp(`^${prefix}_${BODY}$`), `expected an id like ${prefix}_…`)
    .meta({ examples: [`${prefix}_01kd8c9r2w7m5x3q6v1t4n0p8z2b5y7j9h3g`] })
    .brand<P>()

export const approvalId = id('apr')
export const attemptId = id('att')
export const voteId = id('vot')
export const decisionId = id('dec')
export const callbackId = id('cbk')
export const commentId = id('cmt')
export const integrationId = id('int')
export const secretId = id('sec')
export const endpointId = id('whe')
/** `webhook-id` of an outgoing event. */
export const eventId = id('evt')
export const noticeId = id('ntc')
export const delegationId = id('dlg')
/** Where an outside system answers: one per attempt, so that an answer meant for an earlier attempt is known as such. */
export const approvalCallbackId = id('acb')

export type ApprovalId = z.output<typeof approvalId>
export type AttemptId = z.output<typeof attemptId>
export type VoteId = z.output<typeof voteId>
export type DecisionId = z.output<typeof decisionId>
export type CallbackId = z.output<typeof callbackId>
export type CommentId = z.output<typeof commentId>
export type IntegrationId = z.output<typeof integrationId>
export type SecretId = z.output<typeof secretId>
export type EndpointId = z.output<typeof endpointId>
export type EventId = z.output<typeof eventId>
export type DelegationId = z.output<typeof delegationId>
export type NoticeId = z.output<typeof noticeId>
export type ApprovalCallbackId = z.output<typeof approvalCallbackId>

/** The address of an attempt for outside systems and back. It grants nothing: the signature does. */
export const callbackIdOf = (attempt: AttemptId): ApprovalCallbackId =>
  approvalCallbackId.parse(`acb_${attempt.slice('att_'.length)}`)
export const attemptIdOf = (callback: ApprovalCallbackId): AttemptId =>
  attemptId.parse(`att_${callback.slice('acb_'.length)}`)

/** Users, teams, policies and keys have ids chosen by people or by the identity provider. */
export const userId = text(128).min(1).brand<'usr'>()
export const teamId = z
  .string()
  .regex(/^[a-z0-9][a-z0-9-]{0,62}$/, 'expected a team id such as "payments"')
  .brand<'team'>()
export const keyId = z
  .string()
  .regex(/^[0-9a-z]{12,40}$/)
  .brand<'key'>()

export type UserId = z.output<typeof userId>
export type TeamId = z.output<typeof teamId>
export type KeyId = z.output<typeof keyId>
