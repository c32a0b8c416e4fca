import { createHash } from 'node:crypto'
import type { ApprovalCallbackId, ApprovalId, IntegrationId, SecretId } from '@countersign/shared/ids'
import { approvalCallbackId, attemptIdOf } from '@countersign/shared/ids'
import { type HeadersFault, readMessageHeaders } from '../../domain/callbacks-in/message-headers.ts'
import type { CallbackAddresses, CallbackCandidate, MessageKey } from '../../ports/integrations.ts'
import type { Log } from '../../ports/log.ts'
import type { SecretSealer } from '../../ports/secret-sealer.ts'
import type { SignatureVerdict, WebhookSignatures } from '../../ports/webhook-signatures.ts'

export interface VerifyDeps {
  readonly addresses: CallbackAddresses
  readonly signatures: Pick<WebhookSignatures, 'verify'>
  readonly secretSealer: Pick<SecretSealer, 'open'>
  /** Compared with where there is nothing to compare with, so that an unknown address costs a known one's time. */
  readonly nobodysSecret: string
}

export interface IncomingMessage {
  readonly kind: 'answer' | 'heartbeat'
  /** As it stands in the address. */
  readonly callbackId: string
  readonly bytes: Uint8Array
  readonly headerValues: (name: string) => readonly string[]
  readonly log: Log
}

/** Who sent it, about which attempt, and under which name it is remembered. */
export interface Verified {
  readonly kind: 'verified'
  readonly integrationId: IntegrationId
  readonly signedWith: SecretId
  readonly approvalId: ApprovalId
  readonly attempt: number
  readonly key: MessageKey
}

/** For the log: the sender is told none of it. */
export interface Unverified {
  readonly kind: 'unverified'
  readonly why:
    | HeadersFault
    | 'unknown-address'
    | 'no-candidate'
    | Extract<SignatureVerdict, { kind: 'invalid' }>['why']
}

/** Nothing of the message is believed before this: not its address, not its body, not its sender. */
export async function verifyMessage(deps: VerifyDeps, message: IncomingMessage): Promise<Verified | Unverified> {
  const headers = readMessageHeaders(message.headerValues)
  if (headers.kind === 'fault') return unverified(headers.why)
  const address = approvalCallbackId.safeParse(message.callbackId)
  if (!address.success) return unverified('unknown-address')
  const { now, approval, candidates } = await deps.addresses.candidates(attemptIdOf(address.data))
  const opened = candidates.flatMap((candidate) => openSecret(deps, message.log, candidate))
  const secrets = opened.map(({ secret }) => secret)
  const { bytes } = message
  const verdict = deps.signatures.verify({
    ...headers,
    bytes,
    secrets: secrets.length > 0 ? secrets : [deps.nobodysSecret],
    now,
  })
  if (!approval) return unverified('unknown-address')
  if (opened.length === 0) return unverified('no-candidate')
  if (verdict.kind === 'invalid') return unverified(verdict.why)
  const sender = opened[verdict.secretIndex]?.candidate
  if (!sender) return unverified('no-match')
  return {
    kind: 'verified',
    integrationId: sender.integrationId,
    signedWith: sender.secretId,
    approvalId: approval.id,
    attempt: approval.attempt,
    key: { source: sender.integrationId, messageId: headers.id, bodyHash: hashOf(message.kind, address.data, bytes) },
  }
}

/** A secret whose key is gone takes no other integration down with it. */
function openSecret(
  { secretSealer }: VerifyDeps,
  log: Log,
  candidate: CallbackCandidate,
): { readonly candidate: CallbackCandidate; readonly secret: string }[] {
  try {
    return [{ candidate, secret: secretSealer.open(candidate.sealed, candidate.secretId) }]
  } catch (err) {
    log.error({ err, secretId: candidate.secretId }, 'a signing secret does not open')
    return []
  }
}

/** The same id at another address is another message. */
const hashOf = (kind: IncomingMessage['kind'], address: ApprovalCallbackId, bytes: Uint8Array): Buffer =>
  createHash('sha256').update(`${kind}\n${address}\n`).update(bytes).digest()

const unverified = (why: Unverified['why']): Unverified => ({ kind: 'unverified', why })
