import { OutsideLink } from '../../ui/outside-link.tsx'

const STEPS = [
  {
    title: 'Make the app',
    text: (
      <>
        In <OutsideLink href="https://api.slack.com/apps?new_app=1" host="api.slack.com" text="api.slack.com/apps" />,
        choose “From a manifest” and paste <Code>infra/slack/manifest.json</Code> of this installation’s source.
      </>
    ),
  },
  {
    title: 'Choose how Slack and this installation meet',
    text: (
      <>
        <Code>SLACK_MODE=http</Code> when Slack can reach it: set <Code>SLACK_SIGNING_SECRET</Code>.{' '}
        <Code>SLACK_MODE=socket</Code> when it cannot: set <Code>SLACK_APP_TOKEN</Code>, with the scope
        connections:write.
      </>
    ),
  },
  {
    title: 'Let it write',
    text: (
      <>
        One workspace: <Code>SLACK_BOT_TOKEN</Code>. Several, and for people to link their accounts:{' '}
        <Code>SLACK_CLIENT_ID</Code> and <Code>SLACK_CLIENT_SECRET</Code>.
      </>
    ),
  },
  { title: 'Start it again', text: 'The API and the worker read these at their start. Then choose channels here.' },
] as const

/** What is missing, and how to set it up. Secrets go into the environment, never through this page. */
export function SlackSetup() {
  return (
    <div className="rounded-lg border px-5 py-5">
      <p className="font-semibold text-base">Slack is not set up here</p>
      <p className="mt-1 max-w-[62ch] text-ink-2">
        <Code>SLACK_MODE</Code> is off. Whoever runs this installation does four things; secrets stay in its
        environment.
      </p>
      <ol className="mt-5 grid gap-4">
        {STEPS.map(({ title, text }, index) => (
          <li key={title} className="flex gap-3.5">
            <span
              aria-hidden="true"
              className="grid size-6 shrink-0 place-items-center rounded-full border bg-sunken font-medium text-ink-2 text-xs tabular"
            >
              {index + 1}
            </span>
            <div className="min-w-0">
              <p className="font-medium leading-6">{title}</p>
              <p className="max-w-[68ch] text-ink-2">{text}</p>
            </div>
          </li>
        ))}
      </ol>
    </div>
  )
}

function Code({ children }: { readonly children: string }) {
  return <code className="rounded-sm bg-sunken px-1 font-mono text-ink text-xs wrap-anywhere">{children}</code>
}
