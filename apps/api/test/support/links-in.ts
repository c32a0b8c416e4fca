/** Where an address ends, in JSON, HTML, Slack's own markup, headers and plain text. */
const ABSOLUTE = /https?:\/\/[^\s"'<>\\|`{}^]+/g
/** Problem documents and JSON name addresses of the same service without it. */
const RELATIVE = /"(\/(?:v1|auth|problems|docs|slack|inbox|settings|sign-in|integrations|webhooks)\b[^"\\\s{}]*)"/g

/** Every address in a text, those of `origin` and those of elsewhere, without what follows it in a sentence. */
export function linksIn(text: string, origin: string): string[] {
  const plain = text.replaceAll('&amp;', '&').replaceAll('\\/', '/')
  const absolute = (plain.match(ABSOLUTE) ?? []).map((link) => link.replace(/[).,;:!?\]]+$/, ''))
  const relative = [...plain.matchAll(RELATIVE)].map(([, path]) => new URL(path ?? '', origin).href)
  return [...absolute, ...relative].filter((link) => URL.canParse(link))
}
