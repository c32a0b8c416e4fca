'use client'

import { reveal } from '@countersign/shared/hidden-characters'
import type { ApprovalView } from '@countersign/shared/views'
import { Ago, Clock } from '../time/moment.tsx'
import { MoreMenu } from './more-menu.tsx'
import { useProjection } from './projection.ts'

export function DetailHeader({ approval, alone }: { readonly approval: ApprovalView; readonly alone: boolean }) {
  const { title, asked, source, audience } = useProjection()
  const Title = alone ? 'h1' : 'h2'
  const production = /^prod/i.test(source.environment ?? '')
  return (
    <header>
      <div className="flex items-center gap-2 text-ink-3 text-xs">
        {production ? (
          <span className="rounded-sm bg-bad-soft px-1.5 font-semibold text-2xs text-bad uppercase tracking-wide">
            Prod
          </span>
        ) : null}
        <p className="min-w-0 truncate">
          {audience.team.name}
          <Slash />
          <bdi>{source.workflow}</bdi>
          <Slash />
          <bdi>{source.step}</bdi>
        </p>
        <div className="ml-auto">
          <MoreMenu approval={approval} />
        </div>
      </div>
      <Title
        id="approval-title"
        tabIndex={-1}
        dir="auto"
        className="mt-1 text-balance font-semibold text-xl tracking-[-0.017em] outline-none wrap-anywhere"
      >
        {title}
      </Title>
      <p className="mt-1.5 text-ink-2">
        <AskedBy sentence={asked.sentence} name={asked.by?.name ?? null} /> <Ago at={approval.createdAt} />
        <span className="text-ink-3">
          {' · '}
          <Clock at={approval.createdAt} />
          {approval.attempt > 1 ? ` · attempt ${approval.attempt}` : ''}
          {approval.key === null ? '' : ` · item ${reveal(approval.key)}`}
        </span>
      </p>
    </header>
  )
}

/** The projection's sentence, its name set apart. */
function AskedBy({ sentence, name }: { readonly sentence: string; readonly name: string | null }) {
  if (name === null || !sentence.startsWith(name)) return sentence
  return (
    <>
      <bdi className="font-medium text-ink">{name}</bdi>
      {sentence.slice(name.length)}
    </>
  )
}

const Slash = () => <span className="mx-1.5 text-ink-3/60">/</span>
