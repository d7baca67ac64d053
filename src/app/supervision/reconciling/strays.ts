import type { Listing } from "../../../domain/supervision/OverseerEvent.ts"
import type { Sent } from "../../../domain/supervision/Run.ts"
import { settles } from "../../../domain/supervision/RunReducer.ts"
import type { TaskId } from "../../../domain/supervision/TaskId.ts"

/**
 * The stops of tasks that carry our prefix but name no source. A stop that got lost is sent again, and no sooner than a list shows
 * that it had no effect: a task that is stopped twice may end the overseer (the overseer's protocol).
 */
export const strays = () => {
  let stops = new Map<TaskId, Sent>()
  return {
    /** Which of the tasks that a list shows to go on are to be stopped now. */
    due: (list: Omit<Listing, "rows">, listed: ReadonlyArray<TaskId>): ReadonlyArray<TaskId> => {
      stops = new Map([...stops].filter(([taskId]) => listed.includes(taskId)))
      return listed.filter((taskId) => {
        const sent = stops.get(taskId)
        // A connection that is not the list's was lost when that of the list was opened, at the latest.
        return (
          sent === undefined ||
          settles(list, { ...sent, lostAt: sent.connection === list.connection ? null : list.openedAt })
        )
      })
    },
    sent: (taskId: TaskId, stop: Sent): void => void stops.set(taskId, stop)
  }
}
