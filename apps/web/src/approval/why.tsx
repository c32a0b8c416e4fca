'use client'

import dynamic from 'next/dynamic'
import { Bone } from '../ui/skeleton.tsx'

/** The Markdown renderer is a third of the page's script, and the list needs none of it. */
const Markdown = dynamic(() => import('./markdown.tsx').then((module) => module.Markdown), {
  loading: () => <Bone className="h-12 w-full" />,
})

/** The asker's own words, set apart as a quotation: they cannot look like a part of this page. */
export function Why({ markdown }: { readonly markdown: string }) {
  return (
    <blockquote dir="auto" className="rounded-lg border bg-sunken px-4 py-3 text-base">
      <Markdown source={markdown} />
    </blockquote>
  )
}
