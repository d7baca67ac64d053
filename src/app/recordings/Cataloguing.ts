import { Cause, Effect, Layer } from "effect"
import type { SourceId } from "../../domain/values/Ids.ts"
import { type Instant, later, type Millis } from "../../domain/values/Time.ts"
import { Library } from "../../ports/Library.ts"
import { unavailable, unlessAway } from "../../ports/storeAway.ts"
import * as Loop from "../../runtime/Loop.ts"
import { timeline } from "../../runtime/Timeline.ts"
import { LiveState } from "../supervision/live/LiveState.ts"
import { catalogue } from "./catalogue.ts"
import { folderIsThere } from "./folderIsThere.ts"
import { openSessions, sessionOfRun, titleOfSession } from "./openSessions.ts"
import { StorageWatch } from "./StorageWatch.ts"
import { doubt, shelfCheck } from "./shelfCheck.ts"

const pace = "1 second"

/** What happens to a file is looked at this much later: a recorder may be closing it, and what ended is settled on record first. */
const closing: Millis = 3_000

/** How often a recording that goes on is read again while nothing is told of it. */
const refresh: Millis = 60_000

/** How often all sources are compared with the disk, at most, and how long in a turn, so that the disk is left to those who write. */
const round: Millis = 3_600_000
const share: Millis = 200

/** What is wrong with one source, and not with the store, nor the end of the backend. */
const isOwnFault = (cause: Cause.Cause<never>): boolean =>
  unavailable(cause) === undefined && !Cause.hasInterrupts(cause)

/**
 * Keeps the library true at the backend that leads: a recording is there within seconds of its first file and of its end, and what is
 * told of it follows its files. Source by source it is compared with what lies on the disk, files that came by other ways included: once,
 * and then every hour as long as something is recorded, for a disk that nobody writes to is left to sleep. Nothing is concluded while
 * the recordings' folder is not well.
 */
export const layer = Layer.effectDiscard(
  Effect.gen(function* () {
    const live = yield* LiveState
    const library = yield* Library
    const storage = yield* StorageWatch
    const { now, toWall } = yield* timeline
    const write = yield* catalogue
    const check = yield* shelfCheck
    /** The sessions to be read and the sources to be compared, each from a moment on. */
    const due = new Map<string, { readonly id: SourceId; readonly session: string; readonly from: Instant }>()
    const again = new Map<SourceId, Instant>()
    let left: Array<SourceId> = []
    let begun = Number.NEGATIVE_INFINITY
    let leads = false

    const isWell = (): boolean => folderIsThere(live)

    const plan = (id: SourceId, session: string, from: Instant): void => {
      const key = `${id} ${session}`
      const known = due.get(key)
      if (known === undefined || known.from > from) due.set(key, { id, session, from })
    }

    const unwatch = live.watch(({ run }) => {
      if (run === null || !live.leading()) return
      const { after, before } = run
      const source = live.source(after.sourceId)
      if (source === undefined || (before?.capture.file === after.capture.file && after.endedAt === null)) return
      for (const one of [before, after]) {
        const session = one === undefined ? null : sessionOfRun(one, source)
        if (session !== null) plan(source.id, session, later(now(), closing))
      }
    })
    yield* Effect.addFinalizer(() => Effect.sync(unwatch))

    /** Who begins to lead doesn't know what happened before: all that goes on, or did for the one before, is read. */
    const takeOver = Effect.gen(function* () {
      yield* live.ready
      for (const { session, sourceId } of yield* library.open) plan(sourceId, session, now())
      for (const { sourceId } of live.openRuns()) {
        for (const session of openSessions(live, sourceId)) plan(sourceId, session, now())
      }
      begun = Number.NEGATIVE_INFINITY
      left = []
    })

    const writeOne = Effect.fnUntraced(function* (id: SourceId, session: string) {
      const source = live.source(id)
      if (source === undefined) return
      const isOpen = openSessions(live, id).has(session)
      const title = titleOfSession(live, id, session)
      const found = yield* write(source, session, { at: toWall(now()), isOpen, title, isSure: isWell })
      if (found === "unread" || isOpen) plan(id, session, later(now(), refresh))
    })

    /** What concerns one source is done again where it failed: at once when the store is back, but a fault of its own costs no other source a turn. */
    const guarded = (name: string, work: Effect.Effect<void>, again: (from: Instant) => void) =>
      work.pipe(
        Effect.onError((cause) => Effect.sync(() => again(isOwnFault(cause) ? later(now(), round) : now()))),
        Effect.catchCauseIf(isOwnFault, (cause) =>
          Effect.logError(`the recordings of ${name} can't be looked at; the library tells of them as before`, cause)
        )
      )

    const writeDue = Effect.gen(function* () {
      for (const [key, { from, id, session }] of due) {
        if (from > now()) continue
        due.delete(key)
        yield* guarded(`source ${id}, session ${session}`, writeOne(id, session), (at) => plan(id, session, at))
      }
    })

    const isRecording = (): boolean => live.openRuns().some(({ capture }) => capture.state === "recording")

    const next = (): SourceId | undefined => {
      for (const [id, at] of again) {
        if (now() < at) continue
        again.delete(id)
        return id
      }
      const isFirst = begun === Number.NEGATIVE_INFINITY
      if (left.length === 0 && (isFirst || (now() >= begun + round && isRecording()))) {
        begun = now()
        left = [...live.sources()].map(({ id }) => id).reverse()
      }
      return left.pop()
    }

    const compare = Effect.gen(function* () {
      const until = later(now(), share)
      for (let id = next(); id !== undefined; id = now() < until ? next() : undefined) {
        const source = live.source(id)
        if (source === undefined) continue
        const of = id
        const checked = Effect.map(check(source), (isDoubted) => {
          if (isDoubted) again.set(of, later(now(), doubt))
        })
        yield* guarded(`source ${id}`, checked, (at) => again.set(of, at))
      }
    })

    const turn = Effect.gen(function* () {
      if (!leads) yield* takeOver
      leads = true
      yield* writeDue
      yield* compare
    })

    yield* Loop.run(
      "the library",
      Effect.gen(function* () {
        yield* Effect.sleep(pace)
        if (!live.leading()) leads = false
        yield* storage.probed
        if (!live.leading() || !isWell()) return
        yield* unlessAway(turn, undefined)
      })
    )
  })
)
