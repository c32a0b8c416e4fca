'use client'

/** Stands in when even the layout failed, so it brings its own document and no styles the policy would refuse. */
export default function GlobalError({ reset }: { readonly reset: () => void }) {
  return (
    <html lang="en">
      <body>
        <main>
          <h1>Countersign could not be shown</h1>
          <p>Nothing was sent by the failure.</p>
          <button type="button" onClick={reset}>
            Try again
          </button>
        </main>
      </body>
    </html>
  )
}
