import { Effect, Metric } from "effect"
import { HttpApiBuilder } from "effect/http-api"
import { Overview } from "../app/lists/Overview.ts"
import type { Summary } from "../app/lists/Summary.ts"
import { Exporting } from "../app/recordings/Exporting.ts"
import { MakingRoom } from "../app/recordings/MakingRoom.ts"
import { Channels } from "../app/subscriptions/Channels.ts"
import { waiting } from "../app/supervision/journal/RunJournal.ts"
import { CurrentSettings } from "../app/supervision/live/CurrentSettings.ts"
import { LiveState } from "../app/supervision/live/LiveState.ts"
import { Neighbours } from "../app/supervision/overseer/Neighbours.ts"
import { storageCause } from "../domain/supervision/StorageObstacle.ts"
import { storageAdvice } from "../domain/supervision/storageWords.ts"
import { isOurs, sourceOf } from "../domain/supervision/TaskId.ts"
import type { Millis } from "../domain/values/Time.ts"
import { Converter } from "../ports/Converter.ts"
import { Installation } from "../ports/Installation.ts"
import { LoopDelay } from "../ports/LoopDelay.ts"
import { MediaFiles } from "../ports/MediaFiles.ts"
import { StoreHealth } from "../ports/StoreHealth.ts"
import { Thumbnailer } from "../ports/Thumbnailer.ts"
import * as Time from "../runtime/Time.ts"
import { alsoSet } from "./Answers.ts"
import { Api } from "./api/Api.ts"
import { saying, Unavailable } from "./api/Problems.ts"
import { HttpSettings } from "./HttpSettings.ts"
import { neighbourShown } from "./presenters/neighbours.ts"
import { roomStoppedShown } from "./presenters/storage.ts"
import { withLastEnded, workerRow } from "./presenters/workers.ts"

const away = ({ message }: { readonly message: string }) =>
  Effect.andThen(alsoSet({ "retry-after": "5" }), Effect.fail(new Unavailable(saying(`${message}.`))))

const usualEnded = 100

/** A process that is so late with what it has to do is noticed by those who wait for it. */
const longestDelay = 250

const alarmsOf = (loopDelay: Millis): ReadonlyArray<string> =>
  loopDelay <= longestDelay
    ? []
    : [
        `The server is up to ${Math.round(loopDelay)} ms late with what it has to do; it should stay below ${longestDelay} ms. See whether its machine is overloaded.`
      ]

/** What keeps anything from being written into the recordings' folder; too little free space is told by itself. */
const mediaTrouble = ({ storageObstacle, storageSince }: Summary, root: string) => {
  const cause = storageObstacle === null ? null : storageCause(storageObstacle)
  return cause?.kind === "unwritable"
    ? { fault: cause.fault, since: storageSince, advice: storageAdvice(cause.fault, root) }
    : null
}

/** What an operator looks at. */
export const layer = HttpApiBuilder.group(
  Api,
  "overseer",
  Effect.fnUntraced(function* (handlers) {
    const channels = yield* Channels
    const installation = yield* (yield* Installation).id
    const media = yield* MediaFiles
    const room = yield* MakingRoom
    const neighbours = yield* Neighbours
    const converter = yield* Converter
    const exporting = yield* Exporting
    const current = yield* CurrentSettings
    const thumbnailer = yield* Thumbnailer
    const overview = yield* Overview
    const live = yield* LiveState
    const store = yield* StoreHealth
    const { version } = yield* HttpSettings
    const startedAt = yield* Time.now
    const delay = yield* LoopDelay

    return handlers.handleAll({
      workers: Effect.fn("overseer.workers")(
        function* ({ query }) {
          const { leftOut, rows } = withLastEnded(yield* neighbours.tasks, query.ended ?? usualEnded)
          const items = rows.map((row) => {
            const id = sourceOf(installation, row.taskId)
            const source = id === undefined ? undefined : live.source(id)
            return workerRow(row, isOurs(installation, row.taskId), source)
          })
          return { items, ended_left_out: leftOut }
        },
        Effect.catchTags({ NotConnected: away, NoAnswer: away })
      ),

      diagnostics: Effect.fn("overseer.diagnostics")(function* () {
        const seen = yield* Effect.all(
          {
            summary: overview.summary,
            overseer: neighbours.overseer,
            converter: Effect.filterOrElse(
              converter.figures,
              ({ _tag }) => _tag !== "off",
              () => exporting.figures
            ),
            thumbnailer: thumbnailer.figures,
            database: store.trouble,
            databaseVersion: store.version
          },
          { concurrency: "unbounded" }
        )
        const { summary } = seen
        const loopDelay = yield* delay.p99
        return {
          version,
          started_at: startedAt,
          now: yield* Time.now,
          leading: summary.leading,
          link_since: summary.linkSince,
          last_heard_at: summary.lastHeardAt,
          overseer: neighbourShown(seen.overseer),
          converter: neighbourShown(seen.converter),
          thumbnailer: neighbourShown(seen.thumbnailer),
          database_connected: seen.database === null,
          database_error: seen.database,
          database_version: seen.databaseVersion,
          node_version: process.versions.node,
          events_waiting: Number((yield* Metric.value(waiting)).value),
          media_root: media.root,
          media_trouble: mediaTrouble(summary, media.root),
          room_stopped: roomStoppedShown(room.stopped()),
          free_bytes: summary.freeSpace,
          min_free_bytes: (yield* current.get).settings.min_free_space,
          sources: summary.sources,
          subscriptions: summary.subscriptions,
          status: { ...summary.status },
          outdated_runs: summary.outdatedRuns,
          recorders_at_once: Number.isFinite(live.mostRecorders()) ? live.mostRecorders() : null,
          memory_bytes: process.memoryUsage.rss(),
          event_loop_delay_ms: loopDelay,
          channel_notes: yield* channels.notes,
          action_faults: live.actionFaults().map(({ file, line, message }) => ({ file, line, text: message })),
          missing_programs: [...(live.drivers()?.values() ?? [])].flatMap(({ missing = [], name }) =>
            missing.map((program) => ({ driver: name, program: program.replaceAll("|", " or ") }))
          ),
          alarms: alarmsOf(loopDelay)
        }
      })
    })
  })
)
