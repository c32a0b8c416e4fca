import type { LetterWriter } from '../../ports/mailer.ts'
import { plainText } from './plain-text.ts'
import { wordLetter } from './word-letter.ts'

/** One approval in full, or several in a list; the same words as HTML and as plain text. */
export const createLetterWriter = (): LetterWriter => ({
  async write(content) {
    const words = wordLetter(content)
    const single = words.cases.length === 1 && words.more === null && !content.digest
    // React and its letters are a quarter of what a worker loads; it loads them with the first letter.
    const { letterHtml } = await import('./templates/letter-html.tsx')
    const html = await letterHtml(words, single ? 'case' : 'list')
    return { subject: words.subject, html, text: plainText(words) }
  },
})
