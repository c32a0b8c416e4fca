import { createElement } from 'react'
import { renderToStaticMarkup } from 'react-dom/server'
import { expect, test } from 'vitest'
import { Markdown } from './markdown.tsx'

const render = (source: string) => renderToStaticMarkup(createElement(Markdown, { source }))

test('renders structure', () => {
  const html = render('**bold** and\n\n- one\n- two\n\n| a | b |\n| - | - |\n| 1 | 2 |')
  expect(html).toContain('<strong>bold</strong>')
  expect(html).toContain('<li>one</li>')
  expect(html).toContain('<td>2</td>')
})

test.each([
  '<script>alert(1)</script>',
  '<img src=x onerror=alert(1)>',
  '<iframe src="https://evil.example"></iframe>',
  '<a href="javascript:alert(1)">x</a>',
  '<svg onload=alert(1)>',
  '<style>body{display:none}</style>',
  '<form action="https://evil.example"><button>Approve</button></form>',
])('shows raw HTML as nothing or as text: %s', (source) => {
  const html = render(source)
  expect(html).not.toMatch(/<(script|img|iframe|svg onload|style|form|button)/i)
  expect(html).not.toMatch(/href="javascript/i)
})

test('follows https links only, with the host in sight and no opener', () => {
  const html = render('[report](https://track.example/x) [bad](javascript:alert(1)) [plain](http://a.example)')
  expect(html).toContain('rel="noopener noreferrer nofollow"')
  expect(html).toContain('(track.example)')
  expect(html.match(/<a /g)).toHaveLength(1)
})

test('a link text that names another host still shows where it leads', () => {
  expect(render('[https://bank.example](https://evil.example)')).toContain('(evil.example)')
})

test('never loads an image', () => {
  const html = render('![receipt](https://tracker.example/pixel.png)')
  expect(html).not.toContain('<img')
  expect(html).toContain('receipt')
})

test('headings cannot pass for the headings of this page', () => {
  expect(render('# Approved')).not.toMatch(/<h\d/)
})

test('shows invisible and reordering characters', () => {
  expect(render('EUR 1\u202e000')).toContain('⟨U+202E⟩')
})
