import type { IntegrationId } from '@countersign/shared/ids'
import { formatMessageCursor, parseMessageCursor } from '../../domain/integrations/message-cursor.ts'
import type { Principal } from '../../domain/principal.ts'
import type { Refused } from '../../domain/refusal.ts'
import { refused } from '../../domain/refusal.ts'
import type { ReceivedMessage } from '../../ports/integrations.ts'
import type { UnitOfWork } from '../../ports/unit-of-work.ts'
import { authorizedSetup } from './setup.ts'

interface Deps {
  readonly unitOfWork: UnitOfWork
}

export interface MessagesQuery {
  readonly principal: Principal
  readonly id: IntegrationId
  readonly cursor: string | undefined
  readonly limit: number
}

export type MessagesRead = {
  readonly kind: 'read'
  readonly items: readonly ReceivedMessage[]
  readonly nextCursor: string | null
}

/** What an integration has sent, newest first, and what became of it. Never the messages themselves. */
export async function readMessages(
  { unitOfWork }: Deps,
  { principal, id, cursor, limit }: MessagesQuery,
): Promise<MessagesRead | Refused> {
  return unitOfWork.transaction(async (stores): Promise<MessagesRead | Refused> => {
    const setup = await authorizedSetup(stores.directory, principal)
    if (setup.kind === 'refused') return setup
    if (!(await stores.integrations.find(id))) return refused({ code: 'not-found' })
    const after = cursor === undefined ? null : parseMessageCursor(cursor)
    if (after === undefined)
      return refused({
        code: 'invalid-request',
        errors: [{ pointer: '/cursor', message: 'is not a cursor of this list; leave it out to begin anew' }],
      })
    const found = await stores.messages.list(id, after, limit + 1)
    const items = found.slice(0, limit)
    const last = items.at(-1)
    return { kind: 'read', items, nextCursor: found.length > limit && last ? formatMessageCursor(last) : null }
  })
}
