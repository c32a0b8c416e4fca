import { createActivity } from './create-activity.ts'
import { createStateMachine } from './create-state-machine.ts'
import { deleteActivity } from './delete-activity.ts'
import { deleteStateMachine } from './delete-state-machine.ts'
import { describeActivity } from './describe-activity.ts'
import { describeExecution } from './describe-execution.ts'
import { describeMapRun } from './describe-map-run.ts'
import { describeStateMachine, describeStateMachineForExecution } from './describe-state-machine.ts'
import { getActivityTask } from './get-activity-task.ts'
import { getExecutionHistory } from './get-execution-history.ts'
import { listActivities } from './list-activities.ts'
import { listExecutions } from './list-executions.ts'
import { listMapRuns } from './list-map-runs.ts'
import { listStateMachines } from './list-state-machines.ts'
import type { Operation } from './operation.ts'
import { redriveExecution } from './redrive-execution.ts'
import { sendTaskFailure } from './send-task-failure.ts'
import { sendTaskHeartbeat } from './send-task-heartbeat.ts'
import { sendTaskSuccess } from './send-task-success.ts'
import { startExecution } from './start-execution.ts'
import { startSyncExecution } from './start-sync-execution.ts'
import { stopExecution } from './stop-execution.ts'
import { listTagsForResource, tagResource, untagResource } from './tags.ts'
import { updateStateMachine } from './update-state-machine.ts'

/** What this endpoint can do, by the name in X-Amz-Target. */
export const operations: ReadonlyMap<string, Operation> = new Map(
  Object.entries({
    CreateActivity: createActivity,
    CreateStateMachine: createStateMachine,
    DeleteActivity: deleteActivity,
    DeleteStateMachine: deleteStateMachine,
    DescribeActivity: describeActivity,
    DescribeExecution: describeExecution,
    DescribeMapRun: describeMapRun,
    DescribeStateMachine: describeStateMachine,
    DescribeStateMachineForExecution: describeStateMachineForExecution,
    GetActivityTask: getActivityTask,
    GetExecutionHistory: getExecutionHistory,
    ListActivities: listActivities,
    ListExecutions: listExecutions,
    ListMapRuns: listMapRuns,
    ListStateMachines: listStateMachines,
    ListTagsForResource: listTagsForResource,
    RedriveExecution: redriveExecution,
    SendTaskFailure: sendTaskFailure,
    SendTaskHeartbeat: sendTaskHeartbeat,
    SendTaskSuccess: sendTaskSuccess,
    StartExecution: startExecution,
    StartSyncExecution: startSyncExecution,
    StopExecution: stopExecution,
    TagResource: tagResource,
    UntagResource: untagResource,
    UpdateStateMachine: updateStateMachine,
  }),
)
