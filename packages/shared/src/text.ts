import { z } from 'zod'

/**
 * Text that can be stored, hashed and shown: at most `max` UTF-16 units, no NUL (PostgreSQL refuses it) and no lone
 * surrogate (it has no UTF-8 form, so two different strings would share one digest).
 */
export const text = (max: number) => z.string().max(max).refine(isStorable, 'must not contain NUL or lone surrogates')

export const line = (max: number) =>
  text(max)
    .refine((value) => !/\p{Cc}/u.test(value), 'must be one line without control characters')
    .refine((value) => value.trim().length > 0, 'must not be blank')

export function isStorable(value: string): boolean {
  return !value.includes('\u0000') && !/\p{Surrogate}/u.test(value)
}

/** What a person typed elsewhere, with the characters replaced that cannot be kept. */
export const makeStorable = (value: string): string =>
  value.replaceAll('\u0000', '\ufffd').replace(/\p{Surrogate}/gu, '\ufffd')

/** RFC 3339 in UTC or with an offset, 0 to 9 fraction digits, as Step Functions writes `EnteredTime`. */
export const instant = z.iso.datetime({ offset: true })
