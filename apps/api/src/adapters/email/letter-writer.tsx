import { render } from '@react-email/render'
import type { LetterWriter } from '../../ports/mailer.ts'
import { plainText } from './plain-text.ts'
import { CaseLetter } from './templates/case-letter.tsx'
import { ListLetter } from './templates/list-letter.tsx'
import { wordLetter } from './word-letter.ts'

/** One approval in full, or several in a list; the same words as HTML and as plain text. */
export const createLetterWriter = (): LetterWriter => ({
  async write(content) {
    const words = wordLetter(content)
    const single = words.cases.length === 1 && words.more === null && !content.digest
    const html = await render(single ? <CaseLetter words={words} /> : <ListLetter words={words} />)
    return { subject: words.subject, html, text: plainText(words) }
  },
})
