import { Context, Effect, Layer, Queue, Stream } from "effect"
import { TestClock } from "effect/testing"
import { LiveState } from "../../../src/app/supervision/live/LiveState.ts"
import * as LiveStateInMemory from "../../../src/app/supervision/live/LiveStateInMemory.ts"
import * as OverseerTime from "../../../src/app/supervision/overseer/OverseerTime.ts"
import * as RoomSync from "../../../src/app/supervision/overseer/RoomSync.ts"
import * as SourceLog from "../../../src/app/supervision/overseer/SourceLog.ts"
import * as TaskSyncLayer from "../../../src/app/supervision/overseer/TaskSync.ts"
import * as Watching from "../../../src/app/supervision/overseer/Watching.ts"
import * as ExecutorLayer from "../../../src/app/supervision/reconciling/Executor.ts"
import type { TaskRow } from "../../../src/domain/supervision/OverseerEvent.ts"
import { foundRun, type Run } from "../../../src/domain/supervision/Run.ts"
import { InstallationId, TaskId } from "../../../src/domain/supervision/TaskId.ts"
import { SourceId } from "../../../src/domain/values/Ids.ts"
import { Instant } from "../../../src/domain/values/Time.ts"
import { Installation } from "../../../src/ports/Installation.ts"
import { MediaFiles } from "../../../src/ports/MediaFiles.ts"
import { NotConnected, Overseer, type OverseerNews, type StartAnswer } from "../../../src/ports/Overseer.ts"
import { storedSource } from "./storedSource.ts"

export const now = Instant.make(1_800_000_000_000)
export const carol = SourceId.make(1)

/** A task of ours: of carol's source, or with `source` of another. */
export const task = (n: number, source = "1") => TaskId.make(`sd-00000001-${source}-${String(n).padStart(26, "0")}`)

/** When lists are asked for. */
export const askedAt = Instant.make(now + 1_000)

/** A run of carol's that was made at `now` and is not sent yet. */
export const aRun = (n: number): Run => ({ ...foundRun(task(n), carol, now), seenAt: null })

/** The row of a task that runs. */
export const aRow = (taskId: TaskId): TaskRow => ({
  taskId,
  action: "hls",
  params: { source: "carol" },
  state: "active",
  workerState: "running",
  pid: 7,
  exitCode: null,
  startedAt: now,
  exitedAt: null,
  queuePosition: null
})

/** What talks with the overseer, over the live state with one source, beside an overseer that a test scripts and that tells what it was sent. */
export const desk = Effect.gen(function* () {
  yield* TestClock.setTime(now)
  const overseer = {
    sent: [] as Array<string>,
    connected: true,
    rows: [] as Array<TaskRow>,
    answer: { _tag: "started", pid: 7, at: now } as StartAnswer
  }
  const tell = (what: string) =>
    Effect.suspend(() => {
      if (!overseer.connected) return new NotConnected({ reason: "it is gone" })
      overseer.sent.push(what)
      return Effect.void
    })
  const news = yield* Queue.unbounded<OverseerNews>()
  const port = Layer.mock(Overseer)({
    machine: null,
    news: Stream.fromQueue(news),
    describe: () =>
      Effect.as(tell("describe"), {
        drivers: [{ name: "hls", description: null, params: {}, dedupeKey: [], limit: 0 }],
        faults: []
      }),
    pool: () => Effect.as(tell("pool"), { limit: 0, running: 0, queueDepth: 0 }),
    start: (_, { params, taskId }) => Effect.as(tell(`start ${taskId} ${params["source"]}`), overseer.answer),
    stop: (_, taskId) => tell(`stop ${taskId}`),
    subscribe: (_, taskIds) => tell(`subscribe ${taskIds.join(" ")}`),
    replay: (_, taskId) => tell(`replay ${taskId}`),
    list: (connection) => Effect.as(tell("list"), { connection, openedAt: now, askedAt, rows: overseer.rows })
  })
  const layer = Layer.mergeAll(ExecutorLayer.layer, Watching.layer).pipe(
    Layer.provideMerge([TaskSyncLayer.layer, RoomSync.layer, SourceLog.layer]),
    Layer.provideMerge([LiveStateInMemory.layer, OverseerTime.layer]),
    Layer.provide([
      port,
      Layer.mock(Installation)({ id: Effect.succeed(InstallationId.make("00000001")) }),
      Layer.mock(MediaFiles)({ root: "/recordings" })
    ])
  )
  const built = yield* Layer.build(layer)
  const live = Context.get(built, LiveState)
  live.store([storedSource(carol, { createdAt: now })], "all")
  live.setLink({ connection: 1, since: now, upSince: now, lastHeardAt: now, listed: true, fault: null })
  return {
    overseer,
    live,
    /** Lets the overseer tell this; returns when it was taken in. */
    tells: (...told: ReadonlyArray<OverseerNews>) =>
      Effect.andThen(Queue.offerAll(news, told), TestClock.adjust("1 millis")),
    log: Effect.map(Context.get(built, SourceLog.SourceLog).lines(carol, 0, 100), (lines) =>
      lines.map(({ line }) => line)
    ),
    executor: Context.get(built, ExecutorLayer.Executor),
    taskSync: Context.get(built, TaskSyncLayer.TaskSync)
  }
})
