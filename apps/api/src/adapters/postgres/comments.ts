import { commentId } from '@countersign/shared/ids'
import { VIAS } from '@countersign/shared/statuses'
import { z } from 'zod'
import type { Comment } from '../../domain/approval.ts'
import type { CommentStore } from '../../ports/unit-of-work.ts'
import type { Prisma } from './generated/client.ts'
import { instant } from './instant.ts'

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

export function createCommentStore(tx: Prisma.TransactionClient): CommentStore {
  return {
    async insert(approvalId, { id, by, via, text, at }) {
      await tx.comment.create({
        data: { id, approvalId, authorId: by.id, authorName: by.name, via, text, at },
        select: { id: true },
      })
    },
  }
}
