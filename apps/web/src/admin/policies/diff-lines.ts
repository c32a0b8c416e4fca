export interface DiffLine {
  readonly kind: 'same' | 'added' | 'removed'
  readonly text: string
}

/** Lines that came and went, by the longest run they have in common. Policies have a few hundred lines at most. */
export function diffLines(before: string, after: string): readonly DiffLine[] {
  const old = linesOf(before)
  const young = linesOf(after)
  const rest = Array.from({ length: old.length + 1 }, () => new Uint16Array(young.length + 1))
  const at = (row: number, column: number): number => rest[row]?.[column] ?? 0
  for (let row = old.length - 1; row >= 0; row -= 1)
    for (let column = young.length - 1; column >= 0; column -= 1) {
      const line = rest[row]
      if (line)
        line[column] =
          old[row] === young[column] ? at(row + 1, column + 1) + 1 : Math.max(at(row + 1, column), at(row, column + 1))
    }
  const lines: DiffLine[] = []
  let row = 0
  let column = 0
  while (row < old.length || column < young.length) {
    const gone = old[row]
    const come = young[column]
    if (gone !== undefined && gone === come) {
      lines.push({ kind: 'same', text: gone })
      row += 1
      column += 1
    } else if (gone !== undefined && (come === undefined || at(row + 1, column) >= at(row, column + 1))) {
      lines.push({ kind: 'removed', text: gone })
      row += 1
    } else {
      lines.push({ kind: 'added', text: come ?? '' })
      column += 1
    }
  }
  return lines
}

/** The end of the last line begins no further one. */
const linesOf = (text: string): readonly string[] => (text === '' ? [] : text.replace(/\n$/, '').split('\n'))
