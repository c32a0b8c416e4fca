import { safeUrl } from '@countersign/shared/format-value'
import { reveal } from '@countersign/shared/hidden-characters'
import ReactMarkdown, { type Components } from 'react-markdown'
import rehypeSanitize, { defaultSchema } from 'rehype-sanitize'
import remarkGfm from 'remark-gfm'
import { OutsideLink } from '../ui/outside-link.tsx'

/** Text structure and nothing else: no images, no raw HTML, no ids, no classes, links by https only. */
const SCHEMA = {
  ...defaultSchema,
  tagNames: [
    'p',
    'br',
    'strong',
    'em',
    'del',
    'code',
    'pre',
    'blockquote',
    'ul',
    'ol',
    'li',
    'hr',
    'a',
    'h1',
    'h2',
    'h3',
    'h4',
    'h5',
    'h6',
    'table',
    'thead',
    'tbody',
    'tr',
    'th',
    'td',
    'input',
  ],
  attributes: { a: ['href'], ol: ['start'], input: [['type', 'checkbox'], 'checked', ['disabled', true]] },
  protocols: { href: ['https'] },
  clobberPrefix: 'case-',
}

const Heading: Components['h1'] = ({ children }) => <p className="mt-4 font-semibold first:mt-0">{children}</p>

const COMPONENTS: Components = {
  h1: Heading,
  h2: Heading,
  h3: Heading,
  h4: Heading,
  h5: Heading,
  h6: Heading,
  p: ({ children }) => <p className="mt-2.5 wrap-anywhere first:mt-0">{children}</p>,
  ul: ({ children }) => <ul className="mt-2.5 list-disc space-y-1 pl-5 marker:text-ink-3">{children}</ul>,
  ol: ({ children, start }) => (
    <ol start={start} className="mt-2.5 list-decimal space-y-1 pl-5 marker:text-ink-3">
      {children}
    </ol>
  ),
  input: ({ checked }) => <span>{checked ? '☑ ' : '☐ '}</span>,
  blockquote: ({ children }) => (
    <blockquote className="mt-2.5 border-line-strong border-l-2 pl-3 text-ink-2">{children}</blockquote>
  ),
  code: ({ children }) => (
    <code className="rounded-sm bg-hover px-1 py-px font-mono text-[0.8125rem] wrap-anywhere">{children}</code>
  ),
  pre: ({ children }) => (
    <pre className="mt-2.5 overflow-x-auto rounded-md border bg-surface p-3 scroll-thin [&>code]:bg-transparent [&>code]:p-0">
      {children}
    </pre>
  ),
  hr: () => <hr className="my-4" />,
  table: ({ children }) => (
    <div className="mt-2.5 overflow-x-auto scroll-thin">
      <table className="border-collapse text-left text-sm [&_td]:border [&_td]:px-2.5 [&_td]:py-1 [&_th]:border [&_th]:px-2.5 [&_th]:py-1 [&_th]:font-medium">
        {children}
      </table>
    </div>
  ),
  a: ({ href, children }) => {
    const url = href ? safeUrl(href) : undefined
    const text = plainText(children)
    return url ? <OutsideLink href={url.href} host={url.host} text={text || url.host} /> : <span>{text}</span>
  },
}

/** Invisible characters become visible before Markdown is read, so they cannot change what it means. */
export function Markdown({ source }: { readonly source: string }) {
  return (
    <ReactMarkdown
      remarkPlugins={[remarkGfm]}
      rehypePlugins={[[rehypeSanitize, SCHEMA]]}
      components={COMPONENTS}
      urlTransform={(url) => (safeUrl(url) ? url : '')}
    >
      {withoutImages(reveal(source))}
    </ReactMarkdown>
  )
}

/** `![alt](address)` reads as its alternative text: an image could tell its sender who looked, and when. */
const withoutImages = (source: string): string => source.replace(/!\[/g, 'Image: [')

function plainText(children: React.ReactNode): string {
  if (typeof children === 'string' || typeof children === 'number') return String(children)
  if (Array.isArray(children)) return children.map(plainText).join('')
  if (children && typeof children === 'object' && 'props' in children)
    return plainText((children.props as { readonly children?: React.ReactNode }).children)
  return ''
}
