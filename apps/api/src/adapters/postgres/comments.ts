import { commentId } from '@countersign/shared/ids'
import { VIAS } from '@countersign/shared/statuses'
import { z } from 'zod'
import type { Comment } from '../../domain/approval.ts'
import type { CommentStore } from '../../ports/unit-of-work.ts'
import { instant } from './instant.ts'
import type { Statements } from './statements.ts'
import { columnsOf } from './statements.ts'

export const commentRow = z.object({
  id: commentId,
  author_id: z.string(),
  author_name: z.string(),
  via: z.enum(VIAS),
  text: z.string(),
  at: instant,
})

export function toComment({ id, author_id, author_name, via, text, at }: z.output<typeof commentRow>): Comment {
  return { id, by: { id: author_id, name: author_name }, via, text, at }
}

export function createCommentStore(tx: Statements): CommentStore {
  return {
    async insert(approvalId, { id, by, via, text, at }) {
      const row = { id, approval_id: approvalId, author_id: by.id, author_name: by.name, via, text, at }
      await tx.run`insert into comment ${columnsOf(row)}`
    },
  }
}
