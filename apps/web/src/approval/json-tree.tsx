import { revealJson } from '@countersign/shared/hidden-characters'
import type { Json } from '@countersign/shared/json'
import { JsonView, type Props } from 'react-json-view-lite'

type Style = NonNullable<Props['style']>

const TOGGLE = 'mr-1 inline-block w-3 cursor-pointer text-center text-ink-3 hover:text-ink'

const STYLE: Style = {
  container: 'font-mono text-xs leading-5 wrap-anywhere',
  basicChildStyle: 'ml-4',
  childFieldsContainer: 'list-none',
  label: 'mr-1.5 text-ink-2',
  clickableLabel: 'mr-1.5 cursor-pointer text-ink-2 hover:text-ink',
  nullValue: 'text-ink-3',
  undefinedValue: 'text-ink-3',
  numberValue: 'text-accent-text tabular',
  stringValue: 'text-ink',
  booleanValue: 'text-accent-text',
  otherValue: 'text-ink',
  punctuation: 'text-ink-3',
  expandIcon: `${TOGGLE} after:content-["▸"]`,
  collapseIcon: `${TOGGLE} after:content-["▾"]`,
  collapsedContent: 'mx-1 cursor-pointer text-ink-3 after:content-["…"]',
  noQuotesForStringValues: false,
  quotesForFieldNames: false,
  stringifyStringValues: true,
  ariaLables: { collapseJson: 'Collapse', expandJson: 'Expand' },
}

export function JsonTree({ value, open }: { readonly value: Json; readonly open: boolean }) {
  const visible = revealJson(value)
  if (typeof visible !== 'object' || visible === null)
    return <code className="ml-4 font-mono text-xs">{JSON.stringify(visible)}</code>
  return (
    <JsonView
      data={visible}
      style={STYLE}
      clickToExpandNode
      shouldExpandNode={(level) => open || level < 1}
      aria-label="Payload"
    />
  )
}
