import { Deferred, Effect, Layer } from "effect"
import { defaultSettings } from "../../../domain/settings/Settings.ts"
import type { LinkFault } from "../../../domain/supervision/LinkFault.ts"
import type { TaskRow } from "../../../domain/supervision/OverseerEvent.ts"
import { fullDrivers, type Room, unlimited } from "../../../domain/supervision/Room.ts"
import { isOpen, type Run } from "../../../domain/supervision/Run.ts"
import { hasEnded, recordingStep, runEvents } from "../../../domain/supervision/RunEvents.ts"
import { type Closure, unprobed } from "../../../domain/supervision/StorageGate.ts"
import type { TaskId } from "../../../domain/supervision/TaskId.ts"
import type { SourceId } from "../../../domain/values/Ids.ts"
import { type Instant, later } from "../../../domain/values/Time.ts"
import { MachineRoom } from "../../../ports/Machine.ts"
import type { DriverInfo, Offer } from "../../../ports/Overseer.ts"
import type { SettingsVersion } from "../../../ports/SettingsStore.ts"
import type { StoredSource } from "../../../ports/Sources.ts"
import { away, StillReading } from "../../../ports/StoreUnavailable.ts"
import { lived, timeline } from "../../../runtime/Timeline.ts"
import { handover } from "./handover.ts"
import { type Happening, type Link, type Listener, LiveState, type News } from "./LiveState.ts"
import { liveRuns } from "./liveRuns.ts"
import { liveSources } from "./liveSources.ts"

const nothingSaved: SettingsVersion = { version: 0, settings: defaultSettings, author: "defaults", at: 0 as Instant }

const taskIdOf = ({ taskId }: TaskRow): string => taskId

const sameNames = (a: ReadonlySet<string>, b: ReadonlySet<string>): boolean =>
  a.size === b.size && [...a].every((name) => b.has(name))

const isSameFault = (a: LinkFault | null, b: LinkFault | null): boolean =>
  a?.kind === b?.kind && a?.status === b?.status

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

/** Whether an action looks at addresses, and records nothing. */
const isLook = ({ name, params }: DriverInfo): boolean =>
  name === "probe" && Object.hasOwn(params, "url") && !Object.hasOwn(params, "source")

export const layer = Layer.effect(
  LiveState,
  Effect.gen(function* () {
    const loaded = yield* Deferred.make<void>()
    const whole = yield* Deferred.make<void>()
    const machineRoom = yield* MachineRoom
    const sources = liveSources()
    const runs = liveRuns()
    const listeners = callees<Parameters<Listener>>()
    const watchers = callees<[Happening]>()
    let link: Link = {
      connection: null,
      since: yield* lived,
      upSince: null,
      lastHeardAt: null,
      listed: false,
      fault: null
    }
    let settings = nothingSaved
    let storage = unprobed
    let closures: ReadonlyArray<Closure> = []
    let drivers: ReadonlyMap<string, DriverInfo> | null = null
    let look: DriverInfo | null = null
    let actionFaults: Offer["faults"] = []
    let room: Room | null = null
    let foreign: ReadonlyArray<TaskRow> = []
    let machine: string | null = null
    let leading = false
    let ledSince = yield* lived
    let hasBegun = false
    const { now } = yield* timeline
    /** Runs that ended while an earlier leader may still begin some; the store may have them open for longer than they are known here. */
    const endedSince = new Set<TaskId>()
    const isHandover = () => now() < later(ledSince, handover)
    const isOfPredecessor = (run: Run) =>
      isOpen(run) && run.createdAt >= later(ledSince, -handover) && !endedSince.has(run.taskId)

    const touch = (what: SourceId | "all", news: News = "change") => listeners.call(what, news)

    const takeIn = (read: ReadonlyArray<StoredSource>, only: ReadonlyArray<SourceId> | "all"): void => {
      const unknown = new Set(leading ? read.flatMap(({ id }) => (sources.get(id) === undefined ? [id] : [])) : [])
      hasBegun = true
      for (const id of sources.store(read, only, leading)) runs.forget(id)
      for (const source of read) {
        if (!leading || unknown.has(source.id)) runs.record(source.id, source.runs)
        else if (isHandover()) runs.adopt(source.runs.filter(isOfPredecessor))
      }
    }

    const readySoon = Effect.timeoutOrElse(Deferred.await(whole), {
      duration: "2 seconds",
      orElse: () => (hasBegun ? Effect.die(new StillReading({})) : away("nothing was read yet"))
    })

    return LiveState.of({
      link: () => link,
      setLink: (next) => {
        const changed =
          next.connection !== link.connection || next.listed !== link.listed || !isSameFault(next.fault, link.fault)
        link = next
        if (changed) touch("all")
      },
      settings: () => settings,
      setSettings: (next) => {
        settings = next
        touch("all")
      },
      mostRecorders: () => settings.settings.recorders_at_once || machineRoom,
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
      look: () => look,
      actionFaults: () => actionFaults,
      setOffer: ({ drivers: next, faults }) => {
        actionFaults = faults
        look = next.find(isLook) ?? null
        drivers = new Map(next.flatMap((driver) => (isLook(driver) ? [] : [[driver.name, driver]])))
        touch("all")
      },
      room: () => room,
      setRoom: (next) => {
        const changed = !sameNames(fullDrivers(room ?? unlimited), fullDrivers(next))
        room = next
        if (changed) touch("all")
      },
      foreign: () => foreign,
      setForeign: (next) => {
        const changed = !sameNames(new Set(foreign.map(taskIdOf)), new Set(next.map(taskIdOf)))
        foreign = next
        if (changed) touch("all")
      },
      machine: () => machine,
      setMachine: (next) => {
        machine = next
      },
      leading: () => leading,
      setLeading: (next) => {
        if (next && !leading) {
          ledSince = now()
          endedSince.clear()
        }
        leading = next
        touch("all")
      },

      source: sources.get,
      sources: sources.all,
      blocked: sources.blocked,
      byKey: sources.named,
      storePart: (read) => {
        takeIn(read, [])
      },
      begin: () => {
        if (!Deferred.doneUnsafe(loaded, Effect.void)) return
        hasBegun = true
        touch("all")
      },
      complete: (gone) => {
        takeIn([], gone)
        Deferred.doneUnsafe(loaded, Effect.void)
        Deferred.doneUnsafe(whole, Effect.void)
        touch("all")
      },
      store: (read, only) => {
        takeIn(read, only)
        Deferred.doneUnsafe(loaded, Effect.void)
        if (only === "all") Deferred.doneUnsafe(whole, Effect.void)
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
      apply: (next) => {
        const before = runs.get(next.taskId)
        const asked = sources.get(next.sourceId)?.asked ?? 0
        const after = hasEnded(before, next) && asked > next.asked ? { ...next, asked } : next
        if (before === after) return { run: { before, after }, events: [] }
        const happening: Happening = { run: { before, after }, events: runEvents(before, after) }
        const news = runs.put(after)
        if (leading && !isOpen(after) && isHandover()) endedSince.add(after.taskId)
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
      recorded: runs.recorded,
      measured: runs.measured,
      setMeasured: (taskId, next) => {
        const owner = runs.measure(taskId, next)
        if (owner !== undefined) touch(owner, "sign of life")
      },
      listen: listeners.add,
      watch: watchers.add,
      loaded: Deferred.await(loaded),
      // Every request for a list asks, and hardly one has to wait.
      ready: Effect.suspend(() => (Deferred.isDoneUnsafe(whole) ? Effect.void : readySoon))
    })
  })
)
