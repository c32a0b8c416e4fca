import type { World } from '../delivery/workflow-world.ts'
import type { Court } from './judge.ts'

/** Judges a world whose worker runs inside the test. */
export const courtOf = ({ engine, owner }: World): Court => ({
  engine,
  rows: async <Row extends Record<string, unknown>>(text: string, values: readonly unknown[] = []) =>
    (await owner.query<Row>(text, [...values])).rows,
})
