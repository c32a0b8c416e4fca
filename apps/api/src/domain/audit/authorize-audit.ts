import type { Verdict } from '../authorize.ts'
import { type Principal, userOf } from '../principal.ts'

/** I8, for the log as a whole: admins and auditors, and keys with the scope that are not limited to some teams. */
export function authorizeAudit(principal: Principal): Verdict {
  if (userOf(principal)?.disabled) return notPermitted('disabled', 'This account is disabled.')
  if (principal.kind === 'integration')
    return notPermitted('integration-answers-only', 'An integration answers approvals; it does nothing else.')
  if (principal.kind === 'user') {
    const { role } = principal.user
    if (role === 'admin' || role === 'auditor') return { allowed: true }
    return notPermitted('audit', 'Only admins and auditors read the whole log.')
  }
  const { scopes, teams } = principal.key
  const sentence = 'This API key lacks the scope audit:read.'
  if (!scopes.includes('audit:read')) return { allowed: false, code: 'missing-scope', rule: 'audit:read', sentence }
  if (teams.length === 0) return { allowed: true }
  return notPermitted('key-team', 'This API key is limited to some teams, and the log is about all of them.')
}

const notPermitted = (rule: string, sentence: string): Verdict => ({
  allowed: false,
  code: 'not-permitted',
  rule,
  sentence,
})
