import { Heading, Section, Text } from 'react-email'
import type { CaseWords } from '../word-case.ts'
import type { LetterWords } from '../word-letter.ts'
import { FactTable } from './fact-table.tsx'
import { LetterFrame } from './letter-frame.tsx'
import { LIGHT } from './palette.ts'

/** One approval in full, without what is sensitive. */
export function CaseLetter({ words }: { readonly words: LetterWords }) {
  const [told] = words.cases
  const { title, contextLine, rows, facts, why, quote, answers, remark } = told
  return (
    <LetterFrame words={words}>
      <Heading as="h2" className="t-ink" style={{ margin: 0, fontSize: '21px', lineHeight: '28px', color: LIGHT.ink }}>
        {title}
      </Heading>
      {contextLine === null ? null : (
        <Text className="t-soft" style={{ margin: '4px 0 0', fontSize: '15px', lineHeight: '22px', color: LIGHT.soft }}>
          {contextLine}
        </Text>
      )}
      <FactTable rows={rows} />
      {why === null ? null : <Quoted source="From the workflow" text={why} />}
      {quote === null ? null : <Quoted source="Comment" text={quote} />}
      {facts.length === 0 ? null : <FactTable rows={facts} />}
      <Changes changes={told.changes} />
      {answers.length === 0 ? null : <FactTable rows={answers} />}
      {remark ? (
        <Text
          className="t-soft"
          style={{ margin: '0 0 22px', fontSize: '13px', lineHeight: '20px', color: LIGHT.soft }}
        >
          {remark}
        </Text>
      ) : null}
    </LetterFrame>
  )
}

/** The asker's words keep their lines, and look like somebody else's. */
function Quoted({ source, text }: { readonly source: string; readonly text: string }) {
  return (
    <Section className="quote" style={quoteStyle}>
      <Text className="t-faint" style={{ margin: 0, fontSize: '12px', lineHeight: '18px', color: LIGHT.faint }}>
        {source}
      </Text>
      <Text className="t-ink why" style={{ ...quotedStyle, color: LIGHT.ink }}>
        {text}
      </Text>
    </Section>
  )
}

function Changes({ changes }: { readonly changes: CaseWords['changes'] }) {
  if (changes.length === 0) return null
  return <FactTable rows={changes.map(({ field, from, to }) => ({ label: field, text: `${from} → ${to}` }))} />
}

const quoteStyle = {
  margin: '0 0 20px',
  padding: '10px 14px',
  backgroundColor: LIGHT.sunken,
  borderLeft: `3px solid ${LIGHT.line}`,
  borderRadius: '4px',
}
const quotedStyle = { margin: '2px 0 0', fontSize: '15px', lineHeight: '22px', whiteSpace: 'pre-wrap' } as const
