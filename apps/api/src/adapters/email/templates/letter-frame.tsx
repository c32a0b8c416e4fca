import type { ReactNode } from 'react'
import { Body, Button, Container, Head, Heading, Hr, Html, Link, Section, Text } from 'react-email'
import type { LetterWords } from '../word-letter.ts'
import { FONT, LIGHT, STYLES } from './palette.ts'

/** What all letters have in common: one card, one button, and at the foot what a link does and does not do. */
export function LetterFrame({ words, children }: { readonly words: LetterWords; readonly children: ReactNode }) {
  const { heading, preheader, button, zone, settingsUrl } = words
  return (
    <Html lang="en" dir="ltr">
      <Head>
        <meta name="color-scheme" content="light dark" />
        <meta name="supported-color-schemes" content="light dark" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="format-detection" content="telephone=no, date=no, address=no, email=no, url=no" />
        <title>{words.subject}</title>
        <style>{STYLES}</style>
      </Head>
      <Body className="canvas" style={{ margin: 0, backgroundColor: LIGHT.canvas }}>
        <div style={unseen}>{preheader}</div>
        <Section className="canvas" style={{ padding: '32px 0', backgroundColor: LIGHT.canvas, fontFamily: FONT }}>
          <Container className="card" style={card}>
            <table width="100%" cellPadding={0} role="presentation">
              <tbody>
                <tr>
                  {/* A cell of our own: mail programs keep padding and its media query only on cells. */}
                  <td className="pad" style={{ padding: '28px 36px 32px' }}>
                    <Heading as="h1" className="t-faint" style={{ ...kicker, color: LIGHT.faint }}>
                      {heading}
                    </Heading>
                    {children}
                    <Button className="button" href={button.url} style={buttonStyle}>
                      {button.label}
                    </Button>
                    <Hr className="line" style={{ borderColor: LIGHT.line, margin: '28px 0 16px' }} />
                    <Foot zone={zone} settingsUrl={settingsUrl} />
                  </td>
                </tr>
              </tbody>
            </table>
          </Container>
        </Section>
      </Body>
    </Html>
  )
}

function Foot({ zone, settingsUrl }: Pick<LetterWords, 'zone' | 'settingsUrl'>) {
  return (
    <>
      <Text className="t-faint" style={foot}>
        Opening a link decides nothing: you decide in the inbox, signed in. {zone}
      </Text>
      <Text className="t-faint" style={foot}>
        <Link className="t-faint" href={settingsUrl} style={{ color: LIGHT.faint, textDecoration: 'underline' }}>
          What you are told, and when
        </Link>
      </Text>
    </>
  )
}

/** Mail programs show it beside the subject, and nowhere else. */
const unseen = {
  display: 'none',
  maxHeight: 0,
  maxWidth: 0,
  overflow: 'hidden',
  opacity: 0,
  lineHeight: '1px',
} as const
const card = {
  maxWidth: '600px',
  backgroundColor: LIGHT.surface,
  border: `1px solid ${LIGHT.line}`,
  borderRadius: '10px',
}
const kicker = { margin: '0 0 10px', fontSize: '13px', lineHeight: '18px', fontWeight: 500 }
const foot = { margin: '0 0 6px', fontSize: '12px', lineHeight: '18px', color: LIGHT.faint }
const buttonStyle = {
  backgroundColor: LIGHT.accent,
  color: LIGHT.onAccent,
  borderRadius: '7px',
  padding: '11px 20px',
  fontSize: '15px',
  lineHeight: '20px',
  fontWeight: 600,
  textDecoration: 'none',
}
