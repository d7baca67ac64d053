import { Context, Deferred, Effect, Layer, Queue } from "effect"
import { causeWords } from "../../domain/supervision/causeWords.ts"
import { longestWindow } from "../../domain/supervision/Restore.ts"
import { type Closure, isAnother, judge, type StorageGate } from "../../domain/supervision/StorageGate.ts"
import { storageCause } from "../../domain/supervision/StorageObstacle.ts"
import type { SourceId } from "../../domain/values/Ids.ts"
import { type Instant, later, type Millis } from "../../domain/values/Time.ts"
import { Installation } from "../../ports/Installation.ts"
import { MediaFiles } from "../../ports/MediaFiles.ts"
import { Sources } from "../../ports/Sources.ts"
import { unlessAway } from "../../ports/storeAway.ts"
import * as Loop from "../../runtime/Loop.ts"
import { timeline } from "../../runtime/Timeline.ts"
import { horizon } from "../supervision/live/horizon.ts"
import { LiveState } from "../supervision/live/LiveState.ts"
import { tellBeneath } from "./beneath.ts"

/** From one probe to the next; a recorder that fails makes it come at once. */
const pace = "5 seconds"

/** How old what was read of earlier closures may be. */
const fresh: Millis = 60_000

/** Probes the folder that recordings go to, and closes and opens its gate for all sources alike. */
export class StorageWatch extends Context.Service<
  StorageWatch,
  {
    /** Waits until it is known whether recordings can go where they belong. */
    readonly probed: Effect.Effect<void>
  }
>()("sticky-dvr/app/recordings/StorageWatch") {}

/** What nobody has written down the end of yet ended at the latest when the gate was seen open. */
const ended = (closures: ReadonlyArray<Closure>, at: Instant): ReadonlyArray<Closure> =>
  closures.map(({ from, to }) => ({ from, to: to ?? at }))

export const layer = Layer.effect(
  StorageWatch,
  Effect.gen(function* () {
    const media = yield* MediaFiles
    const live = yield* LiveState
    const installation = yield* Installation
    const sources = yield* Sources
    const time = yield* timeline
    const probed = yield* Deferred.make<void>()
    const nudges = yield* Queue.sliding<void>(1)
    const failed = new Set<SourceId>()
    let device: string | null | undefined
    let wrote = false
    let readAt = Number.NEGATIVE_INFINITY
    let stored: ReadonlyArray<Closure> = []
    let own: ReadonlyArray<Closure> = []

    const unwatch = live.watch(({ events }) => {
      for (const { sourceId, type } of events) {
        if (type !== "exited") continue
        failed.add(sourceId)
        Queue.offerUnsafe(nudges, undefined)
      }
    })
    yield* Effect.addFinalizer(() => Effect.sync(unwatch))

    /** A disk that nobody writes to is left to sleep. */
    const isWriting = (): boolean =>
      !wrote ||
      failed.size > 0 ||
      live.storage().obstacle !== null ||
      live.openRuns().some(({ capture }) => capture.state === "recording")

    const readClosures = Effect.gen(function* () {
      const at = time.now()
      if (at - readAt < fresh) return
      const read = yield* unlessAway(sources.closures(horizon(time)), null)
      if (read === null) return
      readAt = at
      stored = read.map(({ from, to }) => ({ from: time.recalled(from), to: to === null ? null : time.recalled(to) }))
      if (live.storage().obstacle === null) stored = ended(stored, at)
      own = own.filter(({ to }) => to === null || to > later(at, -longestWindow))
      tellClosures()
    })

    const tellClosures = (): void => {
      const all = [...stored, ...own]
      if (JSON.stringify(all) !== JSON.stringify(live.closures())) live.setClosures(all)
    }

    const noteOwn = (gate: StorageGate, at: Instant): void => {
      const isNoted = own.some(({ to }) => to === null)
      if (isNoted === (gate.since !== null)) return
      if (gate.since !== null) own = [...own, { from: gate.since, to: null }]
      else [own, stored] = [ended(own, at), ended(stored, at)]
      tellClosures()
    }

    const tell = (before: StorageGate, after: StorageGate) => {
      if (before.obstacle?.why === after.obstacle?.why) return Effect.void
      return Effect.annotateLogs(
        after.obstacle === null
          ? Effect.logInfo("recordings can be written again; recording goes on")
          : Effect.logWarning(`${causeWords(storageCause(after.obstacle))}; starts are held until it is well again`),
        { folder: media.root }
      )
    }

    const beneath = Effect.provideService(tellBeneath(live), MediaFiles, media)

    const turn = Effect.gen(function* () {
      device ??= yield* unlessAway(installation.deviceOf(media.root), undefined)
      const waiting = [...failed]
      const writing = isWriting()
      failed.clear()
      const probe = yield* media.probe(writing)
      if (writing && probe.fault === null) wrote = true
      const isOurs = device !== undefined && probe.marked === false && !isAnother(probe, device)
      const marked = isOurs && probe.fault === null ? yield* media.mark : probe.marked
      if (device !== undefined && marked === true && probe.device !== null && probe.device !== device) {
        yield* unlessAway(installation.setDevice(media.root, probe.device), undefined)
        device = probe.device
      }
      yield* readClosures
      const at = time.now()
      const before = live.storage()
      const needed = live.settings().settings.min_free_space
      const gate = judge(before, { ...probe, marked }, { needed, device: device ?? null }, at)
      noteOwn(gate, at)
      live.setStorage(gate, waiting)
      yield* tell(before, gate)
      if (before.obstacle === null && gate.obstacle?.why === "not_mounted") yield* beneath
      if (device !== undefined) yield* Deferred.succeed(probed, undefined)
      yield* Effect.timeoutOption(Queue.take(nudges), pace)
    })

    yield* Loop.run("storage", turn)
    return StorageWatch.of({ probed: Deferred.await(probed) })
  })
)
