import type { UseInfiniteQueryResult } from '@tanstack/react-query'
import { Button } from './button.tsx'

type Props = {
  readonly query: Pick<
    UseInfiniteQueryResult,
    'hasNextPage' | 'fetchNextPage' | 'isFetchingNextPage' | 'isFetchNextPageError'
  >
}

/** The next page of a list, when there is one. */
export function MorePages({ query }: Props) {
  if (!query.hasNextPage) return null
  return (
    <Button className="mt-3" onClick={() => void query.fetchNextPage()}>
      {query.isFetchingNextPage ? 'Loading…' : query.isFetchNextPageError ? 'Loading failed. Try again' : 'Load more'}
    </Button>
  )
}
