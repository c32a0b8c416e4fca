import { safeUrl } from '@countersign/shared/format-value'
import { reveal } from '@countersign/shared/hidden-characters'
import type { ApprovalView } from '@countersign/shared/views'
import { ChevronRight } from 'lucide-react'
import { CopyButton } from '../ui/copy-button.tsx'
import { OutsideLink } from '../ui/outside-link.tsx'

/** What support and auditors ask for, word for word. */
export function RawIds({ approval }: { readonly approval: ApprovalView }) {
  const { source, decision, policy } = approval
  const console = safeUrl(source.consoleUrl)
  const rows: readonly (readonly [string, string | null])[] = [
    ['Approval', approval.id],
    ['Case digest', approval.caseDigest],
    ['Decision', decision?.id ?? null],
    ['Policy', `${policy.name}, version ${policy.version}`],
    ['Execution', source.executionArn],
    ['State machine', source.stateMachineArn],
    ['Child of the Map', source.mapLabel],
    ['State', source.stateName],
    ['Account and region', `${source.account} · ${source.region}`],
    ...Object.entries(approval.tags).map(([name, value]) => [`Tag ${name}`, value] as const),
  ]
  return (
    <details className="group rounded-lg border">
      <summary className="flex list-none items-center gap-2 rounded-lg px-3.5 py-2 text-ink-2 hover:text-ink max-md:min-h-11 [&::-webkit-details-marker]:hidden">
        <ChevronRight className="size-3.5 text-ink-3 transition-transform group-open:rotate-90" aria-hidden="true" />
        Ids, digest and execution
      </summary>
      <dl className="divide-y border-t">
        {rows.map(([name, value]) =>
          value === null ? null : (
            <div key={name} className="grid gap-x-4 px-3.5 py-1.5 sm:grid-cols-[minmax(8rem,26%)_1fr]">
              <dt className="text-ink-2 wrap-anywhere">{reveal(name)}</dt>
              <dd className="flex min-w-0 items-start gap-1">
                <code className="min-w-0 py-0.5 font-mono text-xs leading-5 wrap-anywhere">{reveal(value)}</code>
                <CopyButton value={value} label={name.toLowerCase()} />
              </dd>
            </div>
          ),
        )}
      </dl>
      {console ? (
        <p className="border-t px-3.5 py-2">
          <OutsideLink href={console.href} host={console.host} text="Open the execution in the AWS console" />
        </p>
      ) : null}
    </details>
  )
}
