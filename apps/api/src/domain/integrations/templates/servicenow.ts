import { decides, EXAMPLE_DIGEST, IGNORED } from './fixture-results.ts'
import type { MappingTemplate } from './mapping-template.ts'

const APPROVER = { sys_id: '6816f79cc0a8016401c5a33be04be441', user_name: 'a.lindqvist', name: 'Ana Lindqvist' }

/** A business rule on change_request or sysapproval_approver that posts the record when its approval changes. */
export const SERVICENOW: MappingTemplate = {
  kind: 'servicenow',
  name: 'ServiceNow approval',
  summary:
    'A business rule that runs after the approval field of a change, or the state of its approval record, has changed and posts the record. "requested", "cancelled" and every other state are ignored.',
  mapping: {
    ignore: '!(body.?record.?approval.orValue(body.?record.?state.orValue("")) in ["approved", "rejected"])',
    outcome: 'body.?record.?approval.orValue(body.?record.?state.orValue("")) == "approved" ? "approve" : "reject"',
    comment:
      '[body.?record.?number.orValue(""), body.?approver.?name.orValue(""), body.?record.?comments.orValue("")].filter(part, part != "").join(": ")',
    caseDigest: 'body.?record.?u_case_digest',
  },
  fixtures: [
    {
      name: 'a change request was approved',
      headers: { 'content-type': 'application/json' },
      body: {
        table: 'change_request',
        operation: 'update',
        approver: APPROVER,
        record: {
          sys_id: 'c83c5e5347c12200e0ef563dbb9a7190',
          number: 'CHG0030012',
          state: '-2',
          approval: 'approved',
          type: 'normal',
          risk: '3',
          comments: 'Window agreed with the warehouse.',
          u_case_digest: EXAMPLE_DIGEST,
        },
      },
      gives: decides('approve', {
        comment: 'CHG0030012: Ana Lindqvist: Window agreed with the warehouse.',
        caseDigest: EXAMPLE_DIGEST,
      }),
    },
    {
      name: 'an approval record was rejected',
      headers: { 'content-type': 'application/json; charset=utf-8' },
      body: {
        table: 'sysapproval_approver',
        operation: 'update',
        approver: APPROVER,
        record: {
          sys_id: 'a4e1d9124f3a1200b12c9f2b1310c70c',
          state: 'rejected',
          sysapproval: 'CHG0030013',
          comments: '',
          u_case_digest: '',
        },
      },
      gives: decides('reject', { comment: 'Ana Lindqvist' }),
    },
    {
      name: 'approval was asked for, nobody answered yet',
      headers: { 'content-type': 'application/json' },
      body: {
        table: 'change_request',
        operation: 'update',
        record: {
          sys_id: 'c83c5e5347c12200e0ef563dbb9a7190',
          number: 'CHG0030012',
          approval: 'requested',
          state: '-3',
        },
      },
      gives: IGNORED,
    },
  ],
}
