'use client'

import { projectCase } from '@countersign/shared/project-case'
import type { ApprovalView } from '@countersign/shared/views'
import { useEffect, useMemo, useRef, useState } from 'react'
import { useCommands } from '../keys/keyboard.tsx'
import { CaseChanged } from './case-changed.tsx'
import { CaseChanges } from './case-changes.tsx'
import { CaseFields } from './case-fields.tsx'
import { ClaimNote } from './claim-note.tsx'
import { DecisionBar } from './decision-bar.tsx'
import { DetailHeader } from './detail-header.tsx'
import { EvidenceList } from './evidence-list.tsx'
import { FactsStrip } from './facts-strip.tsx'
import { History } from './history.tsx'
import type { PaneProps } from './pane-props.ts'
import { Payload } from './payload.tsx'
import { ProjectionContext } from './projection.ts'
import { RawIds } from './raw-ids.tsx'
import { RevealNote } from './reveal-note.tsx'
import { Section, SectionHeading } from './section.tsx'
import { Stages } from './stages.tsx'
import { StateNotes } from './state-notes.tsx'
import { useReveal } from './use-reveal.ts'
import { Why } from './why.tsx'

type Props = PaneProps & { readonly approval: ApprovalView }

/** The case in its fixed order, and the decision bar under it. */
export function ApprovalDetail({ approval: read, next, left, onNext, arrived = false, alone = false }: Props) {
  const { shown: approval, reveal, asSeen } = useReveal(read)
  // What the reviewer has in front of them (I7): a case that changes is shown as changed until they say they read it.
  const [seen, setSeen] = useState(approval)
  const changed = approval.status === 'pending' && approval.caseDigest !== seen.caseDigest
  const projection = useMemo(() => projectCase(approval), [approval])
  const scroller = useRef<HTMLDivElement>(null)
  const { fields, changes, evidence, payload } = approval.case

  useEffect(() => {
    if (arrived) document.getElementById('approval-title')?.focus()
  }, [arrived])

  useEffect(() => {
    if (alone) document.title = `${projection.title} · Countersign`
  }, [alone, projection.title])

  useCommands('approval', (command) => {
    const sections = [...(scroller.current?.querySelectorAll<HTMLElement>('[data-section]') ?? [])]
    const focus = (section: HTMLElement | undefined) => {
      section?.focus({ preventScroll: true })
      section?.scrollIntoView({ block: 'start' })
      return section !== undefined
    }
    switch (command) {
      case 'next-section':
      case 'previous-section': {
        const at = sections.findIndex((section) => section.contains(document.activeElement))
        return focus(sections[command === 'next-section' ? at + 1 : Math.max(0, at - 1)])
      }
      case 'changes':
        return focus(sections.find((section) => section.id === 'changes' || section.id === 'fields'))
      case 'raw': {
        const raw = sections.find((section) => section.id === 'raw')
        raw?.querySelector('details')?.setAttribute('open', '')
        return focus(raw)
      }
      case 'comment': {
        const field = document.getElementById('new-comment')
        field?.focus()
        return field !== null
      }
      default:
        return false
    }
  })

  return (
    <ProjectionContext value={projection}>
      <SectionHeading value={alone ? 'h2' : 'h3'}>
        <div className="flex h-full min-h-0 flex-1 flex-col">
          <div ref={scroller} className="relative min-h-0 flex-1 overflow-y-auto scroll-thin">
            <article
              aria-labelledby="approval-title"
              className="mx-auto w-full max-w-3xl px-5 pt-5 pb-10 md:px-8 md:pt-6"
            >
              <DetailHeader approval={approval} alone={alone} />
              <FactsStrip approval={approval} />
              <ClaimNote approval={approval} />
              <StateNotes approval={approval} />
              {changed ? <CaseChanged seen={asSeen(seen)} current={approval} onRead={() => setSeen(approval)} /> : null}
              {approval.why ? (
                <Section id="why" title="Why" aside="From the workflow">
                  <Why markdown={approval.why} />
                </Section>
              ) : null}
              <RevealNote reveal={reveal} />
              {fields.length > 0 ? (
                <Section id="fields" title={changes.length > 0 ? 'The case' : 'What this is about'}>
                  <CaseFields fields={fields} masked={approval.masked} />
                </Section>
              ) : null}
              {changes.length > 0 ? (
                <Section id="changes" title="What changes">
                  <CaseChanges changes={changes} masked={approval.masked} />
                </Section>
              ) : null}
              {evidence.length > 0 ? (
                <Section
                  id="evidence"
                  title="Evidence"
                  aside={`${evidence.length} ${evidence.length === 1 ? 'link' : 'links'}`}
                >
                  <EvidenceList approval={approval} />
                </Section>
              ) : null}
              {payload === undefined ? null : (
                <Section id="payload" title="Payload">
                  <Payload payload={payload} masked={approval.masked} />
                </Section>
              )}
              <Stages approval={approval} />
              <Section id="history" title="History">
                <History approval={approval} />
              </Section>
              <Section id="raw" title="Raw">
                <RawIds approval={approval} />
              </Section>
            </article>
          </div>
          <DecisionBar
            approval={approval}
            seen={seen}
            changed={changed}
            reveal={reveal}
            next={next}
            left={left}
            onNext={onNext}
            alone={alone}
          />
        </div>
      </SectionHeading>
    </ProjectionContext>
  )
}
