/** A line longer than any the service writes is not read into memory. */
const LONGEST = 16 * 1024 * 1024
const NEWLINE = 0x0a

/** The lines of a stream of bytes, without their newlines; what follows the last newline is a line of its own. */
export async function* readLines(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<readonly Buffer[]> {
  let rest: Buffer = Buffer.alloc(0)
  for await (const chunk of chunks) {
    const bytes: Buffer = rest.length === 0 ? Buffer.from(chunk) : Buffer.concat([rest, chunk])
    const lines: Buffer[] = []
    let from = 0
    for (let at = bytes.indexOf(NEWLINE); at >= 0; at = bytes.indexOf(NEWLINE, from)) {
      lines.push(bytes.subarray(from, at))
      from = at + 1
    }
    rest = bytes.subarray(from)
    if (rest.length > LONGEST) throw new Error('a line is longer than any that Countersign writes')
    yield lines
  }
  if (rest.length > 0) yield [rest]
}
