import { Deferred, Effect, Layer } from "effect"
import { defaultSettings } from "../../domain/settings/Settings.ts"
import { recordingStep, runEvents } from "../../domain/supervision/RunEvents.ts"
import { type Closure, unprobed } from "../../domain/supervision/StorageGate.ts"
import type { SourceId } from "../../domain/values/Ids.ts"
import type { Instant } from "../../domain/values/Time.ts"
import type { DriverInfo } from "../../ports/Overseer.ts"
import type { SettingsVersion } from "../../ports/SettingsStore.ts"
import { away } from "../../ports/StoreUnavailable.ts"
import { lived } from "../../runtime/Timeline.ts"
import { type Happening, type Link, type Listener, LiveState, type News } from "./LiveState.ts"
import { liveRuns } from "./liveRuns.ts"
import { liveSources } from "./liveSources.ts"

const nothingSaved: SettingsVersion = { version: 0, settings: defaultSettings, author: "defaults", at: 0 as Instant }

/** Functions that are called together, each until it is taken out again. One that throws keeps none of the others from it. */
const callees = <Args extends ReadonlyArray<unknown>>() => {
  const all = new Set<(...args: Args) => void>()
  return {
    add: (callee: (...args: Args) => void) => {
      all.add(callee)
      return () => void all.delete(callee)
    },
    call: (...args: Args): void => {
      const faults: Array<unknown> = []
      for (const callee of all) {
        try {
          callee(...args)
        } catch (fault) {
          faults.push(fault)
        }
      }
      if (faults.length > 0) throw faults[0]
    }
  }
}

export const layer = Layer.effect(
  LiveState,
  Effect.gen(function* () {
    const loaded = yield* Deferred.make<void>()
    const sources = liveSources()
    const runs = liveRuns()
    const listeners = callees<Parameters<Listener>>()
    const watchers = callees<[Happening]>()
    let link: Link = {
      connection: null,
      since: yield* lived,
      upSince: null,
      lastHeardAt: null,
      listed: false
    }
    let settings = nothingSaved
    let storage = unprobed
    let closures: ReadonlyArray<Closure> = []
    let drivers: ReadonlyMap<string, DriverInfo> | null = null
    let leading = false

    const touch = (what: SourceId | "all", news: News = "change") => listeners.call(what, news)

    return LiveState.of({
      link: () => link,
      setLink: (next) => {
        const changed = next.connection !== link.connection || next.listed !== link.listed
        link = next
        if (changed) touch("all")
      },
      settings: () => settings,
      setSettings: (next) => {
        settings = next
        touch("all")
      },
      storage: () => storage,
      setStorage: (next, waiting) => {
        const changed = next.obstacle?.why !== storage.obstacle?.why || storage.checkedAt === null
        storage = next
        if (changed) touch("all")
        else for (const id of waiting) touch(id)
      },
      closures: () => closures,
      setClosures: (next) => {
        closures = next
        touch("all")
      },
      drivers: () => drivers,
      setDrivers: (next) => {
        drivers = new Map(next.map((driver) => [driver.name, driver]))
        touch("all")
      },
      leading: () => leading,
      setLeading: (next) => {
        leading = next
        touch("all")
      },

      entry: sources.get,
      entries: sources.all,
      blocked: sources.blocked,
      byKey: sources.named,
      store: (read, only) => {
        sources.store(read, only, leading)
        if (!leading) for (const source of read) runs.record(source.id, source)
        Deferred.doneUnsafe(loaded, Effect.void)
        if (only === "all") touch("all")
        else for (const id of only) touch(id)
      },
      record: (event) => {
        sources.record(event)
        try {
          touch(event.sourceId)
        } finally {
          watchers.call({ run: null, events: [event] })
        }
      },
      run: runs.get,
      apply: (after) => {
        const before = runs.get(after.taskId)
        const happening: Happening = { run: { before, after }, events: runEvents(before, after) }
        if (before === after) return happening
        const news = runs.put(after)
        const { begun, ended } = recordingStep(before, after)
        for (const event of happening.events) sources.record(event)
        const recordedAt = begun ?? ended?.endedAt ?? null
        if (recordedAt !== null) sources.recorded(after.sourceId, recordedAt)
        try {
          touch(after.sourceId, news)
        } finally {
          watchers.call(happening)
        }
        return happening
      },
      runsOf: runs.of,
      openRuns: runs.open,
      measured: runs.measured,
      setMeasured: (taskId, next) => {
        const owner = runs.measure(taskId, next)
        if (owner !== undefined) touch(owner, "sign of life")
      },
      listen: listeners.add,
      watch: watchers.add,
      loaded: Deferred.await(loaded),
      ready: Effect.timeoutOrElse(Deferred.await(loaded), {
        duration: "2 seconds",
        orElse: () => away("nothing was read yet")
      })
    })
  })
)
