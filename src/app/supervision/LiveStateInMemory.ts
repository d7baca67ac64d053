import { Clock, Deferred, Effect, Layer } from "effect"
import { defaultSettings } from "../../domain/settings/Settings.ts"
import type { Subscription } from "../../domain/subscriptions/Subscription.ts"
import { mergeHistory, record } from "../../domain/supervision/History.ts"
import { type Capture, isOpen, type Run } from "../../domain/supervision/Run.ts"
import type { TaskId } from "../../domain/supervision/TaskId.ts"
import type { SourceId } from "../../domain/values/Ids.ts"
import type { Instant } from "../../domain/values/Time.ts"
import type { DriverInfo } from "../../ports/Overseer.ts"
import type { SettingsVersion } from "../../ports/SettingsStore.ts"
import type { StoredSource } from "../../ports/Sources.ts"
import {
  type Disk,
  type Link,
  type Listener,
  LiveState,
  type Measured,
  type News,
  type SourceEntry
} from "./LiveState.ts"

const nothingSaved: SettingsVersion = { version: 0, settings: defaultSettings, author: "defaults", at: 0 as Instant }

const noRuns: ReadonlyArray<Run> = []

/** The runs of one source: all open ones and, so that it can be told how things ended, the last ended one. */
const withRun = (runs: ReadonlyArray<Run>, run: Run): ReadonlyArray<Run> => {
  const others = runs.filter((other) => other.taskId !== run.taskId)
  const all = [...others, run].sort((a, b) => a.createdAt - b.createdAt)
  const lastEnded = all.findLast((one) => !isOpen(one))
  return all.filter((one) => isOpen(one) || one === lastEnded)
}

/** What was read anew, in the objects known before wherever they say the same: identity then tells what has changed. */
const keptSubscriptions = (
  before: ReadonlyArray<Subscription>,
  now: ReadonlyArray<Subscription>
): ReadonlyArray<Subscription> => {
  const kept = now.map((one) => {
    const known = before.find(({ id }) => id === one.id)
    return known !== undefined && isSameSubscription(known, one) ? known : one
  })
  return kept.length === before.length && kept.every((one, at) => one === before[at]) ? before : kept
}

const isSameSubscription = (a: Subscription, b: Subscription): boolean =>
  a.posture === b.posture && a.updatedAt === b.updatedAt && a.createdAt === b.createdAt && a.owner === b.owner

/** Whether the run said nothing but that it lives and goes on with what it did. Of a stalled one that is news. */
const onlyLives = (before: Run, now: Run): boolean => {
  if (before.stalledAt !== null) return false
  for (const key of Object.keys(now) as Array<keyof Run>) {
    if (key !== "seenAt" && key !== "capture" && before[key] !== now[key]) return false
  }
  for (const key of Object.keys(now.capture) as Array<keyof Capture>) {
    if (!signsOfLife.has(key) && before.capture[key] !== now.capture[key]) return false
  }
  return true
}

const signsOfLife: ReadonlySet<keyof Capture> = new Set(["lastHeartbeatAt", "lastRecordingAt", "grewAt", "fileBytes"])

export const layer = Layer.effect(
  LiveState,
  Effect.gen(function* () {
    const loaded = yield* Deferred.make<void>()
    const entries = new Map<SourceId, SourceEntry>()
    const keys = new Map<string, SourceId>()
    const blocked = new Map<string, Set<SourceId>>()
    const runs = new Map<SourceId, ReadonlyArray<Run>>()
    const owners = new Map<TaskId, SourceId>()
    const measured = new Map<TaskId, Measured>()
    const listeners = new Set<Listener>()
    let link: Link = {
      connection: null,
      since: (yield* Clock.currentTimeMillis) as Instant,
      lastHeardAt: null,
      listed: false
    }
    let settings = nothingSaved
    let disk: Disk = { free: null, low: false }
    let drivers: ReadonlyMap<string, DriverInfo> | null = null
    let leading = false

    const touch = (what: SourceId | "all", news: News = "change") => {
      for (const listener of listeners) listener(what, news)
    }

    const setRuns = (id: SourceId, next: ReadonlyArray<Run>, news: News) => {
      for (const gone of runs.get(id) ?? noRuns) {
        if (next.some((run) => run.taskId === gone.taskId)) continue
        owners.delete(gone.taskId)
        measured.delete(gone.taskId)
      }
      for (const run of next) owners.set(run.taskId, id)
      if (next.length === 0) runs.delete(id)
      else runs.set(id, next)
      touch(id, news)
    }

    const keep = (entry: SourceEntry) => {
      const { driver, history, id } = entry.stored
      entries.set(id, entry)
      if (history.blocks.length === 0) blocked.get(driver)?.delete(id)
      else blocked.set(driver, (blocked.get(driver) ?? new Set()).add(id))
    }

    const put = (stored: StoredSource) => {
      const before = entries.get(stored.id)
      if (before === undefined) keep({ stored, refusal: null })
      else {
        const history = mergeHistory(before.stored.history, stored.history)
        const subscriptions = keptSubscriptions(before.stored.subscriptions, stored.subscriptions)
        keep({ stored: { ...stored, history, subscriptions }, refusal: before.refusal })
      }
      keys.set(`${stored.driver}/${stored.username}`, stored.id)
    }

    const drop = (id: SourceId) => {
      const entry = entries.get(id)
      if (entry === undefined) return
      entries.delete(id)
      blocked.get(entry.stored.driver)?.delete(id)
      keys.delete(`${entry.stored.driver}/${entry.stored.username}`)
    }

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
      disk: () => disk,
      setDisk: (next) => {
        const changed = next.low !== disk.low
        disk = next
        if (changed) touch("all")
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
      entry: (id) => entries.get(id),
      entries: () => entries.values(),
      blocked: (driver) =>
        [...(blocked.get(driver) ?? [])].flatMap((id) => {
          const entry = entries.get(id)
          return entry === undefined ? [] : [entry]
        }),
      byKey: (driver, username) => {
        const id = keys.get(`${driver}/${username}`)
        return id === undefined ? undefined : entries.get(id)
      },
      store: (sources, only) => {
        const present = new Set(sources.map((source) => source.id))
        for (const id of only === "all" ? [...entries.keys()] : only) if (!present.has(id)) drop(id)
        for (const source of sources) put(source)
        Deferred.doneUnsafe(loaded, Effect.void)
        if (only === "all") touch("all")
        else for (const id of only) touch(id)
      },
      tell: (event) => {
        const entry = entries.get(event.sourceId)
        if (entry === undefined) return
        keep({ ...entry, stored: { ...entry.stored, history: record(entry.stored.history, event) } })
        touch(event.sourceId)
      },
      setRefusal: (id, refusal) => {
        const entry = entries.get(id)
        if (entry === undefined || entry.refusal === refusal) return
        keep({ ...entry, refusal })
        touch(id)
      },
      run: (taskId) => {
        const owner = owners.get(taskId)
        return owner === undefined ? undefined : runs.get(owner)?.find((run) => run.taskId === taskId)
      },
      setRun: (run) => {
        const known = runs.get(run.sourceId) ?? noRuns
        const before = known.find((one) => one.taskId === run.taskId)
        const news = before !== undefined && onlyLives(before, run) ? "sign of life" : "change"
        setRuns(run.sourceId, withRun(known, run), news)
      },
      removeRun: (taskId) => {
        const owner = owners.get(taskId)
        if (owner !== undefined)
          setRuns(
            owner,
            (runs.get(owner) ?? noRuns).filter((run) => run.taskId !== taskId),
            "change"
          )
      },
      runsOf: (id) => runs.get(id) ?? noRuns,
      openRuns: () => [...runs.values()].flatMap((ofSource) => ofSource.filter(isOpen)),
      measured: (taskId) => measured.get(taskId),
      setMeasured: (taskId, next) => {
        measured.set(taskId, next)
        const owner = owners.get(taskId)
        if (owner !== undefined) touch(owner, "sign of life")
      },
      listen: (listener) => {
        listeners.add(listener)
        return () => void listeners.delete(listener)
      },
      loaded: Deferred.await(loaded)
    })
  })
)
