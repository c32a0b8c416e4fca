import { describe, expect, it } from 'vitest'
import { DEFAULT_OUTCOMES } from './case.ts'
import { approvalRequest, registrationForms } from './registration.ts'

const context = {
  Task: { Token: 'AAAAKgAAAAIAAAAAAAAAAb+/=' },
  Execution: {
    Id: 'arn:aws:states:eu-west-1:123456789012:execution:Refunds:8812',
    StartTime: '2026-11-21T08:00:00.000Z',
    RedriveCount: 0,
    Input: { anything: true },
    Name: '8812',
  },
  State: { Name: 'ReviewRefund', EnteredTime: '2026-11-21T08:00:01.123456789Z', RetryCount: 0 },
  StateMachine: { Id: 'arn:aws:states:eu-west-1:123456789012:stateMachine:Refunds', Name: 'Refunds' },
}
const approval = { title: 'Refund EUR 1,240 to order 8812' }

const faults = (request: object) => {
  const parsed = approvalRequest.safeParse({ ...approval, ...request })
  return parsed.success ? [] : parsed.error.issues.map((issue) => `/${issue.path.join('/')}: ${issue.message}`)
}

describe('a registration', () => {
  it('takes the whole context object, with members AWS may add later', () => {
    const parsed = registrationForms.wholeContext.parse({ context: { ...context, Novelty: 1 }, approval })
    expect(parsed.approval).toMatchObject({ risk: 'medium', heartbeatMode: 'service', tags: {} })
  })

  it('takes the explicit form', () => {
    const parsed = registrationForms.explicit.parse({
      taskToken: context.Task.Token,
      execution: { id: context.Execution.Id },
      state: { name: 'ReviewRefund' },
      approval,
    })
    expect(parsed.approval.title).toBe(approval.title)
  })

  it('refuses a token that was also put where people read, whole context or part of a text, and says where', () => {
    const taskToken = `AAAAKgAAAAIA${'b+/'.repeat(200)}=`
    const own = { ...context, Task: { Token: taskToken } }
    const shown = {
      title: 'x',
      why: `token ${taskToken}.`,
      case: { payload: { all: own } },
      tags: { [taskToken.slice(0, 9)]: '' },
    }
    const places = (result: { error?: { issues: { path: PropertyKey[] }[] } | undefined }) =>
      result.error?.issues.map(({ path }) => path.join('/'))
    const wanted = ['approval/why', 'approval/case/payload/all/Task/Token']
    expect(places(registrationForms.wholeContext.safeParse({ context: own, approval: shown }))).toEqual(wanted)
    const parts = { taskToken, execution: { id: context.Execution.Id }, state: { name: 'ReviewRefund' } }
    expect(places(registrationForms.explicit.safeParse({ ...parts, approval: shown }))).toEqual(wanted)
    expect(registrationForms.explicit.safeParse({ ...parts, approval }).success).toBe(true)
  })

  it('refuses unknown members of ours, so that a typo is not silently ignored', () => {
    expect(faults({ titel: 'x' }).join()).toMatch(/Unrecognized key/)
    expect(faults({ case: { feilds: [] } }).join()).toMatch(/Unrecognized key/)
  })

  it.each([
    [
      'a heartbeat not below the timeout',
      { heartbeatSeconds: 60, timeoutSeconds: 60 },
      '/timeoutSeconds: must be greater than heartbeatSeconds',
    ],
    [
      'external heartbeats without an interval',
      { heartbeatMode: 'external' },
      '/heartbeatSeconds: external heartbeats need',
    ],
    ['a blank title', { title: '   ' }, '/title: must not be blank'],
    ['a title with a line break', { title: 'a\nb' }, '/title: must be one line'],
    ['NUL in a payload', { case: { payload: { a: 'x\u0000' } } }, '/case/payload: contains NUL'],
    [
      'a lone surrogate in a payload',
      { case: { payload: ['\ud800'] } },
      '/case/payload: contains NUL or a lone surrogate',
    ],
    [
      'an integer that JSON readers round differently',
      { case: { payload: 2 ** 53 } },
      '/case/payload: contains an integer beyond',
    ],
    [
      'an error name that belongs to AWS',
      { outcomes: [{ id: 'no', kind: 'failure', label: 'No', error: 'States.Timeout' }] },
      '/outcomes/0/error: names that begin with "States."',
    ],
    [
      'an error name on a success',
      { outcomes: [{ id: 'yes', kind: 'success', label: 'Yes', error: 'X' }] },
      '/outcomes/0/error: a success outcome',
    ],
    [
      'two outcomes with one id',
      {
        outcomes: [
          { id: 'yes', kind: 'success', label: 'Yes' },
          { id: 'yes', kind: 'failure', label: 'No' },
        ],
      },
      '/outcomes: outcome ids must be distinct',
    ],
    [
      'evidence that is not https',
      { case: { evidence: [{ label: 'x', url: 'javascript:alert(1)' }] } },
      '/case/evidence/0/url',
    ],
    ['a case of more than 128 KiB', { case: { payload: 'x'.repeat(140_000) } }, '/case: is larger than 131072 bytes'],
  ])('refuses %s and names the field', (_, request, fault) => {
    expect(faults(request).join('\n')).toContain(fault)
  })

  it('refuses a payload nested deeper than 32 levels without overflowing the stack', () => {
    let deep: unknown = 1
    for (let level = 0; level < 5_000; level++) deep = [deep]
    expect(faults({ case: { payload: deep } }).join()).toContain('nested deeper than 32 levels')
  })

  it('reads a numeric map index as a key', () => {
    expect(approvalRequest.parse({ ...approval, key: 3 }).key).toBe('3')
  })

  it('has default outcomes that pass the contract themselves', () => {
    expect(approvalRequest.parse({ ...approval, outcomes: DEFAULT_OUTCOMES }).outcomes).toEqual(DEFAULT_OUTCOMES)
  })
})
