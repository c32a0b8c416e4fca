import { defineConfig } from 'vitest/config'

/** The tests beside the decision core, without the other projects: what `npm run mutation` runs for each mutant. */
export default defineConfig({
  resolve: { conditions: ['source', 'node'] },
  ssr: { resolve: { conditions: ['source', 'node'] } },
  test: {
    include: ['apps/api/src/domain/**/*.test.ts'],
    // Seconds long, and about a whole day at once; the law's own tests say the same of each part.
    exclude: ['**/node_modules/**', '**/simulation.test.ts'],
  },
})
