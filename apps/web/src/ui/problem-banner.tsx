import { ApiProblem, sentenceOf } from '../api/problem.ts'
import { Banner } from './banner.tsx'

/** What was refused, in the service's own sentence, with every field it named. Renders nothing without an error. */
export function ProblemBanner({ error, title }: { readonly error: unknown; readonly title: string }) {
  if (!error) return null
  const fields = error instanceof ApiProblem ? (error.problem.errors ?? []) : []
  return (
    <Banner tone="bad" live="alert" title={title}>
      {sentenceOf(error)}
      {fields.length > 0 ? (
        <ul className="mt-1 list-disc pl-4">
          {fields.map(({ pointer, message }) => (
            <li key={`${pointer} ${message}`}>
              <code className="font-mono text-xs">{pointer.replace(/^\//, '').replaceAll('/', '.')}</code> {message}
            </li>
          ))}
        </ul>
      ) : null}
    </Banner>
  )
}
