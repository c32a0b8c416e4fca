import { decides, IGNORED } from './fixture-results.ts'
import type { MappingTemplate } from './mapping-template.ts'

const issue = (status: string) => ({
  id: '10482',
  key: 'OPS-217',
  self: 'https://fjord-and-field.example/rest/api/2/issue/10482',
  fields: {
    summary: 'Refund EUR 1,240 to order 8812',
    status: { id: '10010', name: status },
    issuetype: { name: 'Service Request with Approvals' },
  },
})

const transition = (from: string, to: string) => ({
  id: '48811',
  items: [
    {
      field: 'status',
      fieldtype: 'jira',
      fieldId: 'status',
      from: '10009',
      fromString: from,
      to: '10010',
      toString: to,
    },
    {
      field: 'resolution',
      fieldtype: 'jira',
      fieldId: 'resolution',
      from: null,
      fromString: null,
      to: '1',
      toString: 'Done',
    },
  ],
})

const LEAVES_FOR = 'body.?changelog.?items.orValue([]).exists(item, item.field == "status" && item.toString in'

/** The webhook of an issue update. The transition decides, not the status: a later edit of a done issue says nothing. */
export const JIRA: MappingTemplate = {
  kind: 'jira',
  name: 'Jira issue transition',
  summary:
    'An issue moves to Approved (or Done) and approves, or to Declined, Rejected or Cancelled and rejects. Every other update of the issue is ignored. Write the names of your own statuses into the two lists.',
  mapping: {
    ignore: `!${LEAVES_FOR} ["Approved", "Done", "Declined", "Rejected", "Cancelled"])`,
    outcome: `${LEAVES_FOR} ["Approved", "Done"]) ? "approve" : "reject"`,
    comment:
      'body.issue.key + ": " + body.issue.fields.status.name + (has(body.comment) ? ": " + string(body.comment.body) : "")',
  },
  fixtures: [
    {
      name: 'moved to Approved',
      headers: {
        'content-type': 'application/json',
        'x-atlassian-webhook-identifier': '83a2c1e4-5d3b-4d0e-9a52-0d2f2a1b7c11',
      },
      body: {
        timestamp: 1_795_252_800_123,
        webhookEvent: 'jira:issue_updated',
        issue_event_type_name: 'issue_generic',
        user: { accountId: '5b10a2844c20165700ede21g', displayName: 'Ana Lindqvist' },
        issue: issue('Approved'),
        changelog: transition('Waiting for approval', 'Approved'),
      },
      gives: decides('approve', { comment: 'OPS-217: Approved' }),
    },
    {
      name: 'moved to Declined with a comment',
      headers: {
        'content-type': 'application/json',
        'x-atlassian-webhook-identifier': '1f0c7b7e-84d2-4f6a-8f5f-4be1d0c7a0de',
      },
      body: {
        timestamp: 1_795_252_900_456,
        webhookEvent: 'jira:issue_updated',
        issue_event_type_name: 'issue_commented',
        user: { accountId: '5b10a2844c20165700ede21g', displayName: 'Ana Lindqvist' },
        issue: issue('Declined'),
        changelog: transition('Waiting for approval', 'Declined'),
        comment: { id: '30021', body: 'The parcel was delivered.', author: { displayName: 'Ana Lindqvist' } },
      },
      gives: decides('reject', { comment: 'OPS-217: Declined: The parcel was delivered.' }),
    },
    {
      name: 'an approved issue was edited afterwards',
      headers: {
        'content-type': 'application/json',
        'x-atlassian-webhook-identifier': '6d0a44b0-30a8-4b76-8f2b-2d8d3f0f5b59',
      },
      body: {
        timestamp: 1_795_253_000_789,
        webhookEvent: 'jira:issue_updated',
        issue_event_type_name: 'issue_assigned',
        issue: issue('Approved'),
        changelog: {
          id: '48812',
          items: [
            {
              field: 'assignee',
              fieldtype: 'jira',
              from: null,
              fromString: null,
              to: '5b10',
              toString: 'Ana Lindqvist',
            },
          ],
        },
      },
      gives: IGNORED,
    },
    {
      name: 'a comment was made',
      headers: {
        'content-type': 'application/json',
        'x-atlassian-webhook-identifier': '0b3f9c52-7a35-4f5f-8d2c-3f5d7f6a9e10',
      },
      body: { timestamp: 1_795_253_100_000, webhookEvent: 'comment_created', issue: issue('Waiting for approval') },
      gives: IGNORED,
    },
  ],
}
