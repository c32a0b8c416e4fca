import type { CaseField } from '@countersign/shared/case'
import { formatValue, type Shown } from '@countersign/shared/format-value'
import { reveal } from '@countersign/shared/hidden-characters'
import { Clock } from '../time/moment.tsx'
import { CopyButton } from '../ui/copy-button.tsx'
import { OutsideLink } from '../ui/outside-link.tsx'
import { NotShared } from './not-shared.tsx'
import { HiddenValue } from './reveal-note.tsx'

type Props = { readonly fields: readonly CaseField[]; readonly masked: readonly string[] }

/** The case as a table of two columns; figures line up, ids can be copied, links show where they lead. */
export function CaseFields({ fields, masked }: Props) {
  return (
    <dl className="divide-y overflow-hidden rounded-lg border">
      {fields.map((field, index) => (
        <div key={JSON.stringify(field)} className="grid gap-x-4 px-3.5 py-2 sm:grid-cols-[minmax(8rem,30%)_1fr]">
          <dt dir="auto" className="text-ink-2 wrap-anywhere">
            {reveal(field.label)}
            {field.sensitive ? <NotShared /> : null}
          </dt>
          <dd className="min-w-0 wrap-anywhere">
            {masked.includes(`/case/fields/${index}/value`) ? (
              <HiddenValue />
            ) : (
              <FieldValue field={field} shown={formatValue(field)} />
            )}
          </dd>
        </div>
      ))}
    </dl>
  )
}

function FieldValue({ field, shown }: { readonly field: CaseField; readonly shown: Shown }) {
  switch (shown.kind) {
    case 'empty':
      return <span className="text-ink-3">none</span>
    case 'text':
      return (
        <span dir="auto" className={shown.long ? 'whitespace-pre-wrap' : 'font-medium'}>
          {shown.text}
        </span>
      )
    case 'figure':
      return (
        <span title={shown.exact} className="font-medium tabular">
          {shown.text}
        </span>
      )
    case 'code':
      return (
        <span className="-my-0.5 flex items-center gap-1">
          <code className="min-w-0 font-mono text-xs wrap-anywhere">{shown.text}</code>
          <CopyButton value={String(field.value)} label={reveal(field.label)} />
        </span>
      )
    case 'moment':
      return shown.withTime ? (
        <Clock at={new Date(shown.at).toISOString()} className="font-medium tabular" />
      ) : (
        <time dateTime={shown.exact} className="font-medium tabular">
          {new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeZone: 'UTC' }).format(shown.at)}
        </time>
      )
    case 'link':
      return <OutsideLink href={shown.href} host={shown.host} text={shown.text} />
  }
}
