import { z } from 'zod'

/** A timestamptz: a Date in a column of its own, a string with an offset inside JSON. */
export const instant = z.union([z.date(), z.iso.datetime({ offset: true }).transform((text) => new Date(text))])
