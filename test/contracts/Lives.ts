import type { Run } from "../../src/domain/supervision/Run.ts"
import type { SourceId } from "../../src/domain/values/Ids.ts"
import type { JournalEntry } from "../../src/ports/Journal.ts"
import { WorkerEvents } from "../../src/ports/WorkerEvents.ts"
import { at } from "./World.ts"

export const entryOf = (run: Run): JournalEntry => ({ _tag: "run", run })

/** The run as it is known once it is a process. */
export const begun = (run: Run, seconds: number): Run => ({
  ...run,
  phase: "running",
  startedAt: at(seconds),
  pid: 4711
})

/** All that was written down of a source. */
export const pastOf = (id: SourceId) => WorkerEvents.use((events) => events.past(id, at(-1e6), at(1e6)))

export const eventsOf = (id: SourceId) =>
  WorkerEvents.use((events) => events.ofSource(id, { after: null, limit: 1000 }))
