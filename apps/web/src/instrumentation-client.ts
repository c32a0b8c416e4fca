import { config } from 'zod/v4/core'

// Runs before any other module of the app. Schemas would otherwise probe for `eval` when they are built, which the
// page's policy refuses and reports as a violation.
config({ jitless: true })
