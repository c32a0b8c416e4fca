/**
 * A message as its writer saw it. Slack sends references in angle brackets and escapes the three characters that could
 * be taken for one; what they lead to is spelled out, so that a comment shows every address it holds.
 */
export function readSlackText(text: string): string {
  return withoutEscapes(text.replace(/<([^<>]*)>/g, (_, inside: string) => referenceText(inside))).trim()
}

function referenceText(inside: string): string {
  const [target = '', label] = inside.split('|', 2)
  switch (target[0]) {
    case '@':
      return `@${label || target.slice(1)}`
    case '#':
      return `#${label || target.slice(1)}`
    case '!':
      return `@${label?.replace(/^@/, '') || target.slice(1).split('^')[0]}`
    default:
      return label && label !== target ? `${label} (${target})` : target
  }
}

/** The ampersand last, or "&amp;lt;" would become a bracket nobody wrote. */
const withoutEscapes = (text: string): string =>
  text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&')
