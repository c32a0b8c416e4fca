import { expect, it } from 'vitest'
import { readSlackText } from './slack-text.ts'

it.each([
  ['plain words', 'Looks good', 'Looks good'],
  ['blanks around', '  Looks good\n', 'Looks good'],
  ['the three escapes', 'a &lt; b &amp;&amp; b &gt; c', 'a < b && b > c'],
  ['an escape that was typed', '&amp;lt;b&amp;gt;', '&lt;b&gt;'],
  ['a person', 'ask <@U123>', 'ask @U123'],
  ['a person with a name', 'ask <@U123|ana>', 'ask @ana'],
  ['a channel', 'see <#C1>', 'see #C1'],
  ['a channel with a name', 'see <#C1|payments>', 'see #payments'],
  ['everybody', '<!here>: done', '@here: done'],
  ['everybody, with a name', '<!channel|everyone>', '@everyone'],
  ['a group', '<!subteam^S1|@finance> please', '@finance please'],
  ['a group without a name', '<!subteam^S1>', '@subteam'],
  ['a group with an @ inside its name', '<!subteam^S1|ops@night>', '@ops@night'],
  ['a link', '<https://example.com/a>', 'https://example.com/a'],
  ['a link with words', '<https://example.com|the order>', 'the order (https://example.com)'],
  ['a link that says itself', '<https://example.com|https://example.com>', 'https://example.com'],
  ['a link with empty words', '<https://example.com|>', 'https://example.com'],
  ['words with a bar', '<https://example.com|a|b>', 'a (https://example.com)'],
  ['two references', '<@U1> and <@U2>', '@U1 and @U2'],
  ['nothing between brackets', 'a <> b', 'a  b'],
  ['a person with an empty name', '<@U1|>', '@U1'],
  ['a channel with an empty name', '<#C1|>', '#C1'],
])('reads %s', (_name, sent, text) => {
  expect(readSlackText(sent)).toBe(text)
})
