import { runChoice } from './run-choice.ts'
import { runFail } from './run-fail.ts'
import { runMap } from './run-map.ts'
import { runParallel } from './run-parallel.ts'
import { runPass } from './run-pass.ts'
import { runSucceed } from './run-succeed.ts'
import { runTask } from './run-task.ts'
import { runWait } from './run-wait.ts'
import type { StateResult, Step } from './step.ts'

export function runState(step: Step): Promise<StateResult> {
  const { state } = step
  switch (state.Type) {
    case 'Task':
      return runTask({ ...step, state })
    case 'Pass':
      return runPass({ ...step, state })
    case 'Wait':
      return runWait({ ...step, state })
    case 'Choice':
      return runChoice({ ...step, state })
    case 'Succeed':
      return runSucceed({ ...step, state })
    case 'Fail':
      return runFail({ ...step, state })
    case 'Parallel':
      return runParallel({ ...step, state })
    case 'Map':
      return runMap({ ...step, state })
  }
}
