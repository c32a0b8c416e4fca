import type { CaseField } from './case.ts'
import { utcText } from './clock-text.ts'
import { reveal } from './hidden-characters.ts'
import { spell } from './time-left.ts'

/** How a field is shown. `exact` is what to copy, or what the tooltip says, when the shown text is a rendering of it. */
export type Shown =
  | { readonly kind: 'empty' }
  | { readonly kind: 'text'; readonly text: string; readonly long: boolean }
  | { readonly kind: 'figure'; readonly text: string; readonly exact: string }
  | { readonly kind: 'code'; readonly text: string }
  | { readonly kind: 'moment'; readonly at: number; readonly withTime: boolean; readonly exact: string }
  | { readonly kind: 'link'; readonly href: string; readonly host: string; readonly text: string }

const LOCALE = 'en-GB'
const LONG_TEXT = 90

/** Formats only what it fully understands; anything else is shown as it came, never guessed at. */
export function formatValue({ value, format }: Pick<CaseField, 'value' | 'format'>): Shown {
  if (value === null || value === '') return { kind: 'empty' }
  if (typeof value === 'boolean') return plain(value ? 'Yes' : 'No')
  const raw = String(value)
  if (format?.startsWith('money:')) return money(raw, format.slice('money:'.length))
  switch (format) {
    case 'number':
      return decimal(raw, (text) => text)
    case 'percent':
      return decimal(raw, (text) => `${text} %`)
    case 'duration':
      return isDecimal(raw) ? { kind: 'figure', text: spell(Number(raw) * 1_000), exact: `${raw} seconds` } : plain(raw)
    case 'date':
    case 'datetime':
      return moment(raw, format === 'datetime')
    case 'url':
      return link(raw)
    case 'id':
    case 'code':
      return { kind: 'code', text: reveal(raw) }
    default:
      return typeof value === 'number' ? decimal(raw, (text) => text) : plain(raw)
  }
}

const plain = (raw: string): Shown => {
  const text = reveal(raw)
  return { kind: 'text', text, long: text.length > LONG_TEXT || text.includes('\n') }
}

/** A decimal string is formatted as a string: a float would lose digits of a large amount. */
const isDecimal = (raw: string): raw is `${number}` => /^-?\d{1,30}(\.\d{1,20})?$/.test(raw)

function money(raw: string, currency: string): Shown {
  if (!isDecimal(raw)) return plain(raw)
  const digits = raw.split('.')[1]?.length ?? 0
  try {
    const style = { style: 'currency', currency, currencyDisplay: 'code' } as const
    const usual = new Intl.NumberFormat(LOCALE, style).resolvedOptions().maximumFractionDigits ?? 2
    const format = new Intl.NumberFormat(LOCALE, { ...style, maximumFractionDigits: Math.max(usual, digits) })
    return { kind: 'figure', text: format.format(raw), exact: raw }
  } catch {
    return { kind: 'figure', text: `${currency} ${raw}`, exact: raw }
  }
}

function decimal(raw: string, finish: (text: string) => string): Shown {
  if (!isDecimal(raw)) return plain(raw)
  return {
    kind: 'figure',
    text: finish(new Intl.NumberFormat(LOCALE, { maximumFractionDigits: 20 }).format(raw)),
    exact: raw,
  }
}

function moment(raw: string, withTime: boolean): Shown {
  const at = /^\d{4}-\d{2}-\d{2}/.test(raw) ? Date.parse(raw) : Number.NaN
  if (Number.isNaN(at)) return plain(raw)
  return { kind: 'moment', at, withTime, exact: withTime ? utcText(at) : raw }
}

/** A link is followed only over https, and its host is always on the screen. Anything else stays text. */
function link(raw: string): Shown {
  const url = safeUrl(raw)
  if (!url) return plain(raw)
  return { kind: 'link', href: url.href, host: url.host, text: reveal(raw.replace(/^https:\/\//, '')) }
}

export function safeUrl(raw: string): URL | undefined {
  if (!URL.canParse(raw)) return undefined
  const url = new URL(raw)
  return url.protocol === 'https:' && !url.username && !url.password ? url : undefined
}
