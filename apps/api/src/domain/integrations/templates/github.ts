import { decides, IGNORED } from './fixture-results.ts'
import type { MappingTemplate } from './mapping-template.ts'

const REPOSITORY = { id: 5_501_229, name: 'storefront', full_name: 'fjord-and-field/storefront', private: true }
const WORKFLOW_RUN = {
  id: 9_712_004_551,
  name: 'Deploy',
  head_branch: 'main',
  head_sha: '9f2c1d7b0a4e5c6d8f3b2a1908e7d6c5b4a39281',
  event: 'push',
  status: 'waiting',
}
const ANA = { login: 'ana-lindqvist', id: 4_412_018, type: 'User' }

/** Deployment reviews of a protected environment. A deployment protection rule asks; only the review answers. */
export const GITHUB: MappingTemplate = {
  kind: 'github',
  name: 'GitHub deployment review',
  summary:
    'The deployment_review event: a reviewer of a protected environment approves or rejects. Requests for a review, deployment_protection_rule events and everything else are ignored.',
  mapping: {
    ignore:
      '!(has(body.workflow_job_runs) || has(body.workflow_run)) || !(body.?action.orValue("") in ["approved", "rejected"])',
    outcome: 'body.action == "approved" ? "approve" : "reject"',
    comment: 'body.?approver.?login.orValue("a reviewer") + ": " + body.?comment.orValue("")',
  },
  fixtures: [
    {
      name: 'a deployment was approved',
      headers: { 'content-type': 'application/json', 'x-github-event': 'deployment_review' },
      body: {
        action: 'approved',
        approver: ANA,
        comment: 'Ship it.',
        since: '2026-11-21T09:00:00Z',
        workflow_run: WORKFLOW_RUN,
        workflow_job_runs: [
          { id: 27_101_884_210, name: 'deploy', environment: 'production', status: 'queued', conclusion: null },
        ],
        repository: REPOSITORY,
        sender: ANA,
      },
      gives: decides('approve', { comment: 'ana-lindqvist: Ship it.' }),
    },
    {
      name: 'a deployment was rejected',
      headers: { 'content-type': 'application/json', 'x-github-event': 'deployment_review' },
      body: {
        action: 'rejected',
        approver: ANA,
        comment: 'The migration is not backwards compatible.',
        since: '2026-11-21T09:00:00Z',
        workflow_run: WORKFLOW_RUN,
        workflow_job_runs: [
          { id: 27_101_884_210, name: 'deploy', environment: 'production', status: 'completed', conclusion: 'failure' },
        ],
        repository: REPOSITORY,
        sender: ANA,
      },
      gives: decides('reject', { comment: 'ana-lindqvist: The migration is not backwards compatible.' }),
    },
    {
      name: 'a review was asked for',
      headers: { 'content-type': 'application/json', 'x-github-event': 'deployment_review' },
      body: {
        action: 'requested',
        requestor: { login: 'marco-bianchi', id: 4_412_019, type: 'User' },
        reviewers: [{ type: 'User', reviewer: ANA }],
        environment: 'production',
        workflow_run: WORKFLOW_RUN,
        repository: REPOSITORY,
      },
      gives: IGNORED,
    },
    {
      name: 'a deployment protection rule was triggered',
      headers: { 'content-type': 'application/json', 'x-github-event': 'deployment_protection_rule' },
      body: {
        action: 'requested',
        environment: 'production',
        event: 'push',
        deployment_callback_url:
          'https://api.github.com/repos/fjord-and-field/storefront/actions/runs/9712004551/deployment_protection_rule',
        deployment: { id: 1_940_211_733, ref: 'main', environment: 'production' },
        repository: REPOSITORY,
      },
      gives: IGNORED,
    },
  ],
}
