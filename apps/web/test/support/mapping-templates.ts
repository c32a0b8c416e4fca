import type { MappingTemplates } from '@countersign/shared/integrations'

type Template = MappingTemplates['items'][number]

const decision = (outcome: string, comment: string | null): Template['fixtures'][number]['gives'] => ({
  kind: 'decision',
  outcome,
  reason: null,
  comment,
  input: null,
  caseDigest: null,
})

const JSON_BODY = { 'content-type': 'application/json' }

/** What the service offers ready-made, as far as the pages can tell. */
export const TEMPLATES: Record<Template['kind'], Template> = {
  generic: {
    kind: 'generic',
    name: 'Generic form',
    summary: 'The body says the outcome by its id, with a reason and a comment where there are any.',
    mapping: { outcome: 'body.outcome', reason: 'has(body.reason) ? body.reason : null', comment: 'body.comment' },
    fixtures: [
      {
        name: 'Approve',
        headers: JSON_BODY,
        body: { outcome: 'approve', comment: 'Board agreed' },
        gives: decision('approve', 'Board agreed'),
      },
      {
        name: 'Reject',
        headers: JSON_BODY,
        body: { outcome: 'reject', comment: 'Too expensive' },
        gives: decision('reject', 'Too expensive'),
      },
    ],
  },
  servicenow: {
    kind: 'servicenow',
    name: 'ServiceNow change approval',
    summary: 'A business rule posts the approval record when its state changes; other states are ignored.',
    mapping: {
      ignore: '!(body.state in ["approved", "rejected"])',
      outcome: 'body.state == "approved" ? "approve" : "reject"',
      comment: 'body.comments',
    },
    fixtures: [
      {
        name: 'Change approved',
        headers: JSON_BODY,
        body: { sys_id: '9d385017c611228701d22104cc95c371', state: 'approved', comments: 'CAB agreed' },
        gives: decision('approve', 'CAB agreed'),
      },
      {
        name: 'Still requested',
        headers: JSON_BODY,
        body: { sys_id: '9d385017c611228701d22104cc95c371', state: 'requested' },
        gives: { kind: 'ignored' },
      },
    ],
  },
  jira: {
    kind: 'jira',
    name: 'Jira issue transition',
    summary: 'An issue that moves to Approved or Declined decides; every other transition is ignored.',
    mapping: {
      ignore: 'body.webhookEvent != "jira:issue_updated"',
      outcome: 'body.issue.fields.status.name == "Approved" ? "approve" : "reject"',
    },
    fixtures: [
      {
        name: 'Moved to Approved',
        headers: JSON_BODY,
        body: {
          webhookEvent: 'jira:issue_updated',
          issue: { key: 'OPS-12', fields: { status: { name: 'Approved' } } },
        },
        gives: decision('approve', null),
      },
    ],
  },
  github: {
    kind: 'github',
    name: 'GitHub deployment review',
    summary: 'A review of a protected deployment decides.',
    mapping: { outcome: 'body.review.state == "approved" ? "approve" : "reject"', comment: 'body.review.comment' },
    fixtures: [
      {
        name: 'Approved',
        headers: { ...JSON_BODY, 'x-github-event': 'deployment_review' },
        body: { action: 'approved', review: { state: 'approved', comment: 'Ship it' } },
        gives: decision('approve', 'Ship it'),
      },
    ],
  },
}
