import { randomBytes, randomInt } from 'node:crypto'
import {
  approvalId,
  attemptId,
  callbackId,
  commentId,
  decisionId,
  delegationId,
  endpointId,
  eventId,
  integrationId,
  noticeId,
  secretId,
  voteId,
} from '@countersign/shared/ids'
import type { Identifiers } from '../../ports/identifiers.ts'

const CROCKFORD = '0123456789abcdefghjkmnpqrstvwxyz'
const TIME_CHARACTERS = 10
const RANDOM_CHARACTERS = 26

/** Time-ordered ids with 130 bits from the CSPRNG; the wall clock only sorts them, nothing relies on it. */
export function createIdentifiers(wallClockMs: () => number = Date.now): Identifiers {
  const fresh = (prefix: string) => `${prefix}_${encodeTime(wallClockMs())}${randomCharacters()}`
  return {
    approval: () => approvalId.parse(fresh('apr')),
    attempt: () => attemptId.parse(fresh('att')),
    vote: () => voteId.parse(fresh('vot')),
    decision: () => decisionId.parse(fresh('dec')),
    callback: () => callbackId.parse(fresh('cbk')),
    comment: () => commentId.parse(fresh('cmt')),
    integration: () => integrationId.parse(fresh('int')),
    secret: () => secretId.parse(fresh('sec')),
    endpoint: () => endpointId.parse(fresh('whe')),
    event: () => eventId.parse(fresh('evt')),
    notice: () => noticeId.parse(fresh('ntc')),
    delegation: () => delegationId.parse(fresh('dlg')),
    externalId: () => `countersign-${randomCharacters()}`,
    shard: () => randomInt(64),
  }
}

function encodeTime(ms: number): string {
  let rest = ms
  let text = ''
  for (let index = 0; index < TIME_CHARACTERS; index++) {
    text = CROCKFORD[rest % 32] + text
    rest = Math.floor(rest / 32)
  }
  return text
}

function randomCharacters(): string {
  // 256 is a multiple of 32, so the low five bits of each byte are unbiased.
  return Array.from(randomBytes(RANDOM_CHARACTERS), (byte) => CROCKFORD[byte & 31]).join('')
}
