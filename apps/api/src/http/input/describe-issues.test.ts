import { registrationForms } from '@countersign/shared/registration'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { describeIssues } from './describe-issues.ts'

const issuesOf = (schema: z.ZodType, input: unknown) => {
  const result = schema.safeParse(input)
  return result.success ? [] : describeIssues(result.error.issues, input)
}

describe('descriptions of issues', () => {
  it('point into the body by RFC 6901', () => {
    const schema = z.strictObject({ 'a/b': z.array(z.strictObject({ 'c~d': z.int() })) })
    expect(issuesOf(schema, { 'a/b': [{ 'c~d': 1 }, { 'c~d': 'x' }] })).toMatchObject([{ pointer: '/a~1b/1/c~0d' }])
  })

  it('say "is required" for what is missing and name each unknown member', () => {
    const schema = z.strictObject({ title: z.string() })
    expect(issuesOf(schema, { titel: 'x', tile: 'y' })).toEqual([
      { pointer: '/title', message: 'is required (string)' },
      { pointer: '/titel', message: 'is not a known member' },
      { pointer: '/tile', message: 'is not a known member' },
    ])
  })

  it('describe the closest branch of a union, or all when none is close', () => {
    const schema = z.strictObject({ value: z.union([z.string().max(2), z.number()]) })
    expect(issuesOf(schema, { value: 'long' })).toMatchObject([
      { pointer: '/value', message: expect.stringContaining('2') },
    ])
    expect(issuesOf(schema, { value: {} })).toEqual([{ pointer: '/value', message: 'must be string or number' }])
  })

  it('never repeat a value or a long key', () => {
    const secret = 'S'.repeat(60)
    const body = {
      taskToken: `${secret} ${secret}`,
      execution: { id: secret },
      state: { name: [secret], [secret]: 1 },
      approval: { title: { [secret]: secret }, tags: { [secret]: 5 }, risk: secret, outcomes: secret },
    }
    const text = JSON.stringify(issuesOf(registrationForms.explicit, body))
    expect(text.length).toBeGreaterThan(100)
    expect(text).not.toContain(secret)
  })

  it('stop at fifty', () => {
    const schema = z.array(z.int())
    expect(
      issuesOf(
        schema,
        Array.from({ length: 400 }, () => 'x'),
      ),
    ).toHaveLength(50)
  })
})
