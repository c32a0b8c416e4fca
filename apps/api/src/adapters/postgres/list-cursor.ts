import { approvalId } from '@countersign/shared/ids'
import { z } from 'zod'

/** `due`: soonest deadline first, none last. `newest`: latest registration first. */
export type ListOrder = 'due' | 'newest'

/** The last row of a page; the next page starts behind it, whatever came or went meanwhile. */
export interface Place {
  readonly order: ListOrder
  /** `null`: no deadline. */
  readonly at: Date | null
  readonly id: string
}

const cursorSchema = z.tuple([z.enum(['due', 'newest']), z.iso.datetime().nullable(), approvalId])

export const formatCursor = ({ order, at, id }: Place): string =>
  Buffer.from(JSON.stringify([order, at, id])).toString('base64url')

/** `undefined` when it is not a cursor of a list in this order. */
export function parseCursor(cursor: string, expected: ListOrder): Place | undefined {
  try {
    const [order, at, id] = cursorSchema.parse(JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8')))
    if (order !== expected || (order === 'newest' && at === null)) return undefined
    return { order, at: at === null ? null : new Date(at), id }
  } catch {
    return undefined
  }
}
