import type { PoolClient } from 'pg'

/** What writes a text as an SQL literal, for the one message that ends a transaction: several statements take no values. */
export type Literals = Pick<PoolClient, 'escapeLiteral'>
