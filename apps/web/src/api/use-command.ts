'use client'

import { useMutation } from '@tanstack/react-query'
import { useRef } from 'react'
import type { z } from 'zod'
import { newIdempotencyKey } from './idempotency-key.ts'
import { ApiProblem } from './problem.ts'
import { request } from './request.ts'

/**
 * One POST of a page. The same body sent again after a lost reply keeps its key, so that it counts once; after an answer,
 * also a refusal, the next press is a new intent: what was wrong may have been put right in between.
 */
export function useCommand<Body extends object, S extends z.ZodType>(
  path: string,
  schema: S,
  onDone: (answer: z.output<S>, body: Body) => void = () => {},
) {
  const intent = useRef<{ readonly text: string; readonly key: string }>(undefined)
  return useMutation({
    mutationFn: (body: Body) => {
      const text = JSON.stringify([path, body])
      if (intent.current?.text !== text) intent.current = { text, key: newIdempotencyKey() }
      return request(path, schema, { method: 'POST', body, idempotencyKey: intent.current.key })
    },
    onSuccess: (answer, body) => {
      intent.current = undefined
      onDone(answer, body)
    },
    onError: (error) => {
      if (error instanceof ApiProblem) intent.current = undefined
    },
  })
}
