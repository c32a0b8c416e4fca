import type { CaseProjection } from '@countersign/shared/projection'
import { describe, expect, it } from 'vitest'
import { decisionValue } from '../../domain/slack/action-values.ts'
import { faultsOf, stringsOf } from './block-faults.sample.ts'
import { clamp, SLACK_LIMITS } from './limits.ts'
import { aProjection } from './projection.sample.ts'
import { renderMessage } from './render-message.ts'

const NOW = new Date('2026-11-21T12:00:00Z')
const DIGEST = `sha256:${'a'.repeat(64)}`
const render = (projection: CaseProjection) => renderMessage(projection, { caseDigest: DIGEST, now: NOW })
const seen = (projection: CaseProjection) => JSON.stringify(render(projection).blocks)

/** What has broken others: mentions, links, formats, entities, emoji, direction, and much of it. */
const HOSTILE = [
  '<!channel>',
  '<!here|here>',
  '<!everyone>',
  '<!subteam^S123>',
  '<@U0123ABCD>',
  '<#C0123ABCD|general>',
  '<https://evil.example|Open in inbox>',
  '<mailto:a@b.example|mail>',
  '<!date^1^{date}|x>',
  '&lt;!channel&gt;',
  '@channel @here @everyone',
  'https://evil.example/approve',
  '*bold* _it_ ~gone~ `code` ```block```',
  '> quoted\n>>> more',
  ':tada: :+1::skin-tone-2:',
  '\u202egnp.exe',
  '\u200b\ufeff',
  '<script>alert(1)</script>',
  '"}],"blocks":[{"type":"divider"}]',
  '𝕯𝖊𝖗 '.repeat(200),
  '&<>'.repeat(3_000),
  '👩‍👩‍👧‍👦'.repeat(500),
]

const withText = (text: string): CaseProjection => {
  const base = aProjection()
  return {
    ...base,
    title: text,
    headline: text,
    contextLine: text,
    asked: { ...base.asked, by: { id: text, name: text }, sentence: text },
    source: { ...base.source, workflow: text, step: text, sentence: text },
    audience: { ...base.audience, sentence: text },
    why: text,
    facts: Array.from({ length: 40 }, () => ({ label: text, text, at: null })),
    changes: Array.from({ length: 100 }, () => ({ field: text, from: text, to: text, sensitive: false })),
    evidence: [{ label: text }],
    answers: base.answers.map((answer) => ({ ...answer, label: text, consequence: text })),
  }
}

describe('a message', () => {
  it.each(HOSTILE)('shows %j as text: nobody is pinged, nothing is a link, no limit is passed', (text) => {
    for (const projection of [withText(text), { ...withText(text), open: false }]) {
      const content = render(projection)
      expect(faultsOf(content.blocks)).toEqual([])
      // Of all that Slack parses, the only control sequences are our own dates.
      for (const markup of [content.text, ...stringsOf(content.blocks, 'mrkdwn')])
        expect(markup.replace(/<!date\^\d+\^[^|<>]*\|[\d :UTC-]+>/g, '')).not.toMatch(/[<>]/)
      const urls = [...JSON.stringify(content.blocks).matchAll(/"url":"([^"]*)"/g)].map(([, url]) => url)
      expect(urls).toEqual([projection.url])
    }
  })

  it('keeps names with underscores readable and lets none of them format', () => {
    const shown = (sentence: string) => {
      const base = aProjection()
      return seen({ ...base, source: { ...base.source, sentence } })
    }
    expect(shown('billing_refunds · review_refund')).toContain('billing_refunds · review_refund')
    expect(shown('*urgent* _now_')).toContain('∗urgent∗ ˍnowˍ')
  })

  it('carries in its buttons nothing but ids, version, attempt and digest', () => {
    const values = [...seen(aProjection()).matchAll(/"value":"(\{.*?\})"/g)].map(([, value]) =>
      JSON.parse(JSON.parse(`"${value}"`) as string),
    )
    expect(values.length).toBe(2)
    for (const value of values) expect(decisionValue.safeParse(value).success).toBe(true)
  })

  it('leaves sensitive values to the inbox', () => {
    const base = aProjection()
    const text = seen({
      ...base,
      facts: [{ label: 'IBAN', text: null, at: null }],
      changes: [{ field: 'salary', from: null, to: null, sensitive: true }],
    })
    expect(text.match(/shown in the inbox/g)).toHaveLength(2)
  })

  it('asks back for what is medium risk, with the consequence', () => {
    const base = aProjection()
    const answers = base.answers.map((answer) =>
      answer.kind === 'success' ? { ...answer, chat: 'confirm' as const } : answer,
    )
    expect(seen({ ...base, answers })).toContain('Then the workflow continues.')
  })

  it('has no deciding button as soon as one answer belongs into the inbox', () => {
    const base = aProjection()
    const answers = base.answers.map((answer, index) => (index === 0 ? { ...answer, chat: 'inbox' as const } : answer))
    expect(seen({ ...base, answers })).not.toMatch(/countersign:(decide|form)/)
  })

  it('quotes at most 600 characters of why and says that there is more', () => {
    const text = seen({ ...aProjection(), why: 'x'.repeat(700) })
    expect(text).toContain(`${'x'.repeat(599)}…`)
    expect(text).not.toContain('x'.repeat(600))
    expect(text).toContain('More in the inbox.')
  })

  it('is the same again for the same state, so that nothing is sent twice', () => {
    expect(seen(aProjection())).toBe(seen(aProjection()))
  })

  it('says the votes so far and for whom it waits', () => {
    const base = aProjection()
    const votes = { ...base.votes, needed: 2, sentence: '1 of 2 votes', waitingFor: 'Payments' }
    expect(seen({ ...base, votes })).toContain('1 of 2 votes. Waiting for Payments.')
  })
})

describe('clamp', () => {
  it('keeps what fits and never cuts a character in half', () => {
    expect(clamp('abc', 3)).toBe('abc')
    expect(clamp('abcd', 3)).toBe('ab…')
    expect(clamp('ab😀d', 4)).toBe('ab…')
    expect(clamp('x'.repeat(5_000), SLACK_LIMITS.header)).toHaveLength(150)
  })
})
