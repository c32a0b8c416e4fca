import { cx } from '../../ui/cx.ts'
import { diffLines } from './diff-lines.ts'

const SIGNS = { same: ' ', added: '+', removed: '−' } as const
const WORDS = { same: null, added: 'added: ', removed: 'removed: ' } as const

/** Two texts, line by line. */
export function Difference({ before, after }: { readonly before: string; readonly after: string }) {
  const lines = diffLines(before, after)
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls sideways is reached by keyboard
    <section aria-label="Text" tabIndex={0} className="overflow-x-auto font-mono text-xs leading-5 scroll-thin">
      {lines.map(({ kind, text }, index) => (
        <div
          // biome-ignore lint/suspicious/noArrayIndexKey: lines have no other name
          key={index}
          className={cx(
            'w-max min-w-full whitespace-pre px-1.5',
            kind === 'added' && 'bg-good-soft',
            kind === 'removed' && 'bg-bad-soft',
          )}
        >
          <span aria-hidden="true" className="mr-2 inline-block w-2 select-none text-ink-3">
            {SIGNS[kind]}
          </span>
          {WORDS[kind] ? <span className="sr-only">{WORDS[kind]}</span> : null}
          {text}
        </div>
      ))}
    </section>
  )
}
