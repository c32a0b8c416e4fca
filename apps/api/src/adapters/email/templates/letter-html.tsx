import { render } from '@react-email/render'
import type { LetterWords } from '../word-letter.ts'
import { CaseLetter } from './case-letter.tsx'
import { ListLetter } from './list-letter.tsx'

/** A letter as mail programs show it: one approval in full, or several in a list. */
export const letterHtml = (words: LetterWords, as: 'case' | 'list'): Promise<string> =>
  render(as === 'case' ? <CaseLetter words={words} /> : <ListLetter words={words} />)
