import type { LabelledText } from '../word-case.ts'
import { LIGHT } from './palette.ts'

/** Labels in one column, what they name in the other; it stays two columns on a phone. */
export function FactTable({ rows }: { readonly rows: readonly LabelledText[] }) {
  return (
    <table width="100%" cellPadding={0} style={{ margin: '18px 0 20px', borderCollapse: 'collapse' }}>
      <tbody>
        {rows.map(({ label, text }, index) => (
          // The same label may stand twice, and the order never changes.
          // biome-ignore lint/suspicious/noArrayIndexKey: rendered once
          <tr key={index}>
            <th scope="row" className="label line t-faint" style={{ ...cell, ...labelCell }}>
              {label}
            </th>
            <td className="line t-ink why" style={{ ...cell, color: LIGHT.ink }}>
              {text}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

const cell = {
  padding: '7px 0',
  borderTop: `1px solid ${LIGHT.line}`,
  fontSize: '14px',
  lineHeight: '20px',
  textAlign: 'left',
  verticalAlign: 'top',
} as const
const labelCell = { width: '128px', paddingRight: '14px', color: LIGHT.faint, fontWeight: 400 }
