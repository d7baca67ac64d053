import { HashMap, Option } from "effect"
import type { ActionCounts, GlobalCounts } from "../wire/ServerMessage.ts"

/** Counts since the overseer began. */
export interface Metrics {
  readonly global: GlobalCounts
  readonly actions: HashMap.HashMap<string, ActionCounts>
}

const noActionCounts: ActionCounts = {
  tasks_started: 0,
  tasks_completed: 0,
  tasks_errored: 0,
  tasks_restarted: 0,
  total_output_lines: 0
}

export const zero: Metrics = {
  global: { ...noActionCounts, enqueued: 0, dequeued: 0, displaced: 0, expired: 0 },
  actions: HashMap.empty()
}

/** Counts one thing that happened to a task, for its action and over all. */
export const ofTask =
  (action: string, what: keyof ActionCounts) =>
  ({ actions, global }: Metrics): Metrics => {
    const counts = Option.getOrElse(HashMap.get(actions, action), () => noActionCounts)
    return {
      global: { ...global, [what]: global[what] + 1 },
      actions: HashMap.set(actions, action, { ...counts, [what]: counts[what] + 1 })
    }
  }

/** Counts what happened to items of the queue. */
export const ofQueue =
  (what: "enqueued" | "dequeued" | "displaced" | "expired", by = 1) =>
  ({ actions, global }: Metrics): Metrics => ({ actions, global: { ...global, [what]: global[what] + by } })
