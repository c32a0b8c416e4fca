import { describe, expect, it } from 'vitest'
import { fieldError } from './field-error.ts'
import { ApiProblem, Unreachable } from './problem.ts'

const problem = (part: object) =>
  new ApiProblem({
    type: '/problems/invalid-request',
    title: 'The request does not match the contract',
    status: 422,
    code: 'invalid-request',
    detail: 'Two fields are wrong.',
    requestId: 'req_1',
    ...part,
  })

describe('fieldError', () => {
  it('finds what was said about a field, and about a part of it', () => {
    const error = problem({
      errors: [
        { pointer: '/name', message: 'must not be blank' },
        { pointer: '/teams/0', message: 'there is no such team' },
      ],
    })
    expect(fieldError(error, '/name')).toBe('must not be blank')
    expect(fieldError(error, '/teams')).toBe('there is no such team')
    expect(fieldError(error, '/nam')).toBeNull()
  })

  it('gives a problem that is about one field to that field', () => {
    const taken = problem({ code: 'name-taken', detail: 'Another integration is called “Jira”. Choose another name.' })
    expect(fieldError(taken, '/name', 'name-taken')).toMatch(/Choose another name/)
    expect(fieldError(taken, '/url', 'destination-refused')).toBeNull()
  })

  it('has nothing to say about a lost connection', () => {
    expect(fieldError(new Unreachable('No answer came back.'), '/name', 'name-taken')).toBeNull()
  })
})
