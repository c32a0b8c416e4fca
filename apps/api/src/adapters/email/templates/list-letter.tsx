import { Link, Section, Text } from 'react-email'
import type { CaseWords } from '../word-case.ts'
import type { LetterWords } from '../word-letter.ts'
import { LetterFrame } from './letter-frame.tsx'
import { LIGHT } from './palette.ts'

/** Several approvals: the day's digest, or what came together. */
export function ListLetter({ words }: { readonly words: LetterWords }) {
  return (
    <LetterFrame words={words}>
      {words.cases.map((told) => (
        <Entry key={told.url} told={told} />
      ))}
      <Text className="line t-soft" style={{ ...more, borderTop: `1px solid ${LIGHT.line}` }}>
        {words.more ?? ''}
      </Text>
    </LetterFrame>
  )
}

function Entry({ told: { title, contextLine, line, url, tone } }: { readonly told: CaseWords }) {
  const colour = tone === 'bad' ? 'bad' : tone === 'good' ? 'good' : 'faint'
  return (
    <Section className="line" style={{ borderTop: `1px solid ${LIGHT.line}`, padding: '12px 0 11px' }}>
      <Link className="t-ink" href={url} style={titleStyle}>
        {title}
      </Link>
      {contextLine === null ? null : (
        <Text className="t-soft" style={{ ...lineStyle, color: LIGHT.soft }}>
          {contextLine}
        </Text>
      )}
      <Text className={`t-${colour}`} style={{ ...lineStyle, color: LIGHT[colour] }}>
        {line}
      </Text>
    </Section>
  )
}

const titleStyle = {
  color: LIGHT.ink,
  fontSize: '15px',
  lineHeight: '22px',
  fontWeight: 600,
  textDecoration: 'none',
  overflowWrap: 'anywhere',
} as const
const lineStyle = { margin: '1px 0 0', fontSize: '13px', lineHeight: '19px' }
const more = { margin: '0 0 16px', padding: '12px 0 0', fontSize: '14px', lineHeight: '20px', color: LIGHT.soft }
