import { API_PATHS } from '@countersign/shared/paths'
import { CopyButton } from '../../ui/copy-button.tsx'

const REQUEST = `POST ${API_PATHS.callbacks}
content-type: application/json
webhook-id: <an id of yours, one per message>
webhook-timestamp: <seconds since 1970, now>
webhook-signature: v1,<base64 of HMAC-SHA-256 over "id.timestamp.body">

{ "outcome": "approve", "comment": "CAB agreed" }`

/** What the other system sends; any Standard Webhooks library makes these headers. */
export const HowToCall = () => (
  <section className="mt-8">
    <h2 className="font-semibold text-sm">How it answers</h2>
    <p className="mt-0.5 max-w-[68ch] text-ink-2">
      Signed with a secret from above, in the scheme of Standard Webhooks. The callback id is in the{' '}
      <code className="font-mono text-xs">callbackUrl</code> of each approval, and in what is forwarded.
    </p>
    <div className="relative mt-3">
      <pre className="whitespace-pre-wrap rounded-lg border bg-sunken py-3 pr-12 pl-4 font-mono text-xs leading-5 wrap-anywhere">
        {REQUEST}
      </pre>
      <span className="absolute top-2 right-2">
        <CopyButton value={REQUEST} label="example request" />
      </span>
    </div>
  </section>
)
