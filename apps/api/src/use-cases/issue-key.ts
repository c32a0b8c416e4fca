import { randomBytes } from 'node:crypto'
import type { TeamId } from '@countersign/shared/ids'
import { keyId } from '@countersign/shared/ids'
import { formatApiKey, hashApiKeySecret } from '../domain/api-key.ts'
import type { Actor } from '../domain/approval.ts'
import { addSeconds } from '../domain/deadline.ts'
import type { Scope } from '../domain/principal.ts'
import type { NewApiKey, UnitOfWork } from '../ports/unit-of-work.ts'

interface Deps {
  readonly unitOfWork: UnitOfWork
}

export interface IssueKeyCommand {
  readonly name: string
  readonly scopes: readonly Scope[]
  readonly teams: readonly TeamId[]
  readonly actsAs: string | null
  /** Who answers for what it does, and so may not decide what it asks. */
  readonly owner?: string | undefined
  readonly expiresDays: number | null
  readonly actor: Actor
}

export type KeyIssued =
  | { readonly kind: 'issued'; readonly key: NewApiKey; readonly secret: string }
  | { readonly kind: 'unknown'; readonly what: 'user' | 'team'; readonly id: string }

const SECONDS_A_DAY = 86_400

/** Makes a key. The whole of it exists in this answer only; the database keeps a hash. */
export async function issueKey(deps: Deps, command: IssueKeyCommand): Promise<KeyIssued> {
  const id = keyId.parse(randomBytes(8).toString('hex'))
  const secret = randomBytes(32).toString('base64url')
  const owner = command.owner ?? null
  return deps.unitOfWork.transaction(async (stores): Promise<KeyIssued> => {
    for (const id of [command.actsAs, owner])
      if (id !== null && !(await stores.directory.user(id))) return { kind: 'unknown', what: 'user', id }
    for (const team of command.teams)
      if (!(await stores.directory.team(team))) return { kind: 'unknown', what: 'team', id: team }
    const at = await stores.now()
    const key: NewApiKey = {
      id,
      name: command.name,
      secretHash: hashApiKeySecret(secret),
      lastFour: secret.slice(-4),
      scopes: command.scopes,
      teams: command.teams,
      actsAs: command.actsAs,
      owner,
      createdAt: at,
      expiresAt: command.expiresDays === null ? null : addSeconds(at, command.expiresDays * SECONDS_A_DAY),
    }
    await stores.keys.insert(key)
    await stores.audit.append({
      type: 'key.issued',
      approvalId: null,
      actor: command.actor,
      at,
      data: {
        keyId: id,
        name: key.name,
        scopes: [...key.scopes],
        teams: [...key.teams],
        actsAs: key.actsAs,
        owner: key.owner,
        expiresAt: key.expiresAt?.toISOString() ?? null,
      },
    })
    return { kind: 'issued', key, secret: formatApiKey(id, secret) }
  })
}
