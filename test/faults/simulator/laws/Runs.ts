import type { RunRow, SourceRow } from "../../../../src/adapters/memory/Tables.ts"
import type { Ending } from "../../../../src/domain/supervision/Run.ts"
import { endEvents, type WorkerEventType } from "../../../../src/domain/supervision/WorkerEvent.ts"
import type { Task } from "../overseer/Task.ts"
import { mostSkew } from "../Plan.ts"
import type { World } from "../World.ts"
import type { Record } from "./Laws.ts"
import { ours } from "./Sent.ts"

/** What whoever leads in the end can know of a task. */
export interface Known {
  /** The overseer still lists it, or would if it had not left the queue: it did not die since. */
  readonly isListed: boolean
  /** Whoever leads in the end was told of the task since it last began to lead, and of its end. */
  readonly wasTold: boolean
  readonly wasToldOfEnd: boolean
  /** Its start came so late that it was given up. */
  readonly isLate: boolean
}

const noKnowledge: Known = { isListed: false, wasTold: false, wasToldOfEnd: false, isLate: false }

interface Case {
  readonly source: SourceRow
  readonly run: RunRow
  readonly task: Task | undefined
  readonly known: Known
}

/** How a run can have ended, by what really became of its task. */
const endings = ({ known, run, task }: Case, isStepped: boolean): ReadonlyArray<Ending> => {
  // By a clock that was set files of another run may seem to be those of one that never was.
  if (task === undefined) return isStepped ? ["refused", "unsent", "lost"] : ["refused", "unsent"]
  const unseen: ReadonlyArray<Ending> = known.wasTold ? [] : ["unsent"]
  const asked: ReadonlyArray<Ending> = task.stops.length > 0 || run.stopSentAt !== null ? ["stopped"] : []
  const finished: ReadonlyArray<Ending> = task.exitCode === 0 ? ["finished"] : []
  const byItself: ReadonlyArray<Ending> = task.stops.length > 0 || task.vanished ? [] : ["exited", ...finished]
  const vanished: ReadonlyArray<Ending> = known.wasToldOfEnd ? [] : ["lost"]
  if (task.spawnedAt === null) return [...asked, ...unseen, ...vanished, "dequeued"]
  return known.isListed ? [...asked, ...byItself] : [...asked, ...byItself, ...unseen, ...vanished]
}

const judgeRun = (world: World, hold: Record["hold"], one: Case): void => {
  const { known, run, source, task } = one
  const { taskId } = run
  const isThere = task !== undefined && task.endedAt === null
  hold("a run is open as long as its task lives", (run.endedAt === null) === isThere, () => {
    return `${taskId} is ${run.ending ?? "open"}, its task ${isThere ? "lives" : "does not"}`
  })
  if (run.ending !== null) {
    const possible = endings(one, world.plan.stepped)
    hold("a run ended as its process did", possible.includes(run.ending), () => {
      return `${taskId} is ${run.ending}; it can only be ${possible.join(" or ")}`
    })
  }
  if (task === undefined || task.spawnedAt === null || !(known.isListed || run.startedAt !== null)) return
  const off = (run.startedAt ?? 0) - (task.startedAt ?? 0)
  const skew = mostSkew(world.plan)
  const isUnclear = world.timeline.steppedAt() > task.askedAt - 60_000
  const isNear = isUnclear || ((run.startedAt ?? 0) >= run.createdAt - skew - 1_000 && off < 20_000 + skew)
  // Files tell that a run was there that nobody heard of, and when it began to record; not its process.
  const isByFiles = run.pid === null && run.ending === "lost"
  if (isByFiles) return
  hold("a run's start and process are on record", isNear && run.pid === task.pid, () => {
    return `${taskId} began ${off} ms before the store says, as ${task.pid}; the store says ${run.pid}`
  })
  if (run.ending !== "exited") return
  const event = source.events.find((told) => told.taskId === taskId && told.type === "exited")
  const isSame = event?.exitCode === task.exitCode && run.exitCode === task.exitCode
  hold("an exit is on record with its code", isSame, () => {
    return `${taskId} ended with ${task.exitCode}; the event says ${event?.exitCode}, the run ${run.exitCode}`
  })
}

const judgeEvents = (hold: Record["hold"], { run, source }: Case): void => {
  const events = source.events.filter((event) => event.taskId === run.taskId)
  const count = (type: WorkerEventType) => events.filter((event) => event.type === type).length
  const ends = events.filter(({ type }) => endEvents.includes(type))
  const isTold = run.ending === "stopped" ? run.startedAt !== null : endEvents.some((type) => type === run.ending)
  const isRight = isTold ? ends.length === 1 && ends[0]?.type === run.ending : ends.length === 0
  // What was given up before it began may turn out to have been.
  const isRevised = ends.length <= 1 && (run.ending === "unsent" || run.ending === "refused")
  const isOne = count("started") === (run.startedAt === null ? 0 : 1) && (isRight || isRevised)
  hold("each start and end is one event", isOne, () => `${run.taskId}: ${events.map(({ type }) => type).join(", ")}`)
}

/** The store's account of runs and of their events beside what processes really did, once everything had time to be told. */
export const judgeRuns = (world: World, hold: Record["hold"], knownOf: (task: Task) => Known): void => {
  const tasks = new Map(world.overseer.ever.map((task) => [task.taskId, task]))
  for (const source of world.sources()) {
    for (const run of source.runs) {
      const task = tasks.get(run.taskId)
      const known = task === undefined ? noKnowledge : knownOf(task)
      if (known.isLate) continue
      judgeRun(world, hold, { source, run, task, known })
      judgeEvents(hold, { source, run, task, known })
    }
    const ran = world.overseer.ever.filter(({ spawnedAt, taskId }) => spawnedAt !== null && ours(taskId) === source.id)
    for (const { taskId } of ran) {
      const isStored = source.runs.some((run) => run.taskId === taskId)
      hold("what ran is on record", isStored, () => taskId)
    }
  }
}
