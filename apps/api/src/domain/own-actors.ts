import type { Actor } from './approval.ts'

/** What Countersign does by itself. */
export const COUNTERSIGN: Actor = { kind: 'service', id: 'countersign', name: 'Countersign' }

/** What Step Functions was found to have done. */
export const STEP_FUNCTIONS: Actor = { kind: 'workflow', id: 'step-functions', name: 'Step Functions' }
