import { expect, test } from 'vitest'
import { asSentence } from './as-sentence.ts'

test('a log line becomes one sentence, and a sentence stays as it is', () => {
  expect(asSentence('no answer within 10 s')).toBe('No answer within 10 s.')
  expect(asSentence('Its name was not found. Check the address.')).toBe('Its name was not found. Check the address.')
  expect(asSentence(' ')).toBe('')
})
