/** Walks a text once, from left to right; the little parsers of this folder share it. */
export class TextCursor {
  readonly text: string
  position = 0

  constructor(text: string) {
    this.text = text
  }

  get done(): boolean {
    return this.position >= this.text.length
  }

  /** The next character, or the empty string at the end. */
  peek(): string {
    return this.text.charAt(this.position)
  }

  startsWith(token: string): boolean {
    return this.text.startsWith(token, this.position)
  }

  take(token: string): boolean {
    if (!this.startsWith(token)) return false
    this.position += token.length
    return true
  }

  expect(token: string): void {
    if (!this.take(token)) throw this.failure(`expected '${token}'`)
  }

  /** Takes what a sticky pattern matches here; undefined when it does not. */
  match(pattern: RegExp): string | undefined {
    const sticky = new RegExp(pattern.source, `${pattern.flags.replace(/[gy]/g, '')}y`)
    sticky.lastIndex = this.position
    const found = sticky.exec(this.text)?.[0]
    if (found === undefined) return undefined
    this.position += found.length
    return found
  }

  skipBlanks(): void {
    this.match(/\s*/)
  }

  /** A string in the quote that stands here; a backslash keeps the next character as it is. */
  quoted(): string {
    const quote = this.peek()
    const start = this.position
    this.position += 1
    let content = ''
    while (!this.done) {
      const character = this.peek()
      this.position += 1
      if (character === quote) return content
      if (character === '\\') {
        content += this.peek()
        this.position += 1
      } else {
        content += character
      }
    }
    this.position = start
    throw this.failure('the string is not closed')
  }

  failure(reason: string): SyntaxError {
    return new SyntaxError(`${reason} at position ${this.position} of '${this.text}'`)
  }
}
