import { HashMap, Option } from "effect"
import type { SourceRow } from "../../../src/adapters/memory/Tables.ts"
import type { StorageFault } from "../../../src/domain/supervision/StorageFault.ts"
import type { SourceId } from "../../../src/domain/values/Ids.ts"
import type { MediaFile } from "../../../src/ports/MediaFiles.ts"
import type { DriverInfo } from "../../../src/ports/Overseer.ts"
import { type Backend, makeBackend } from "./Backend.ts"
import { makeClient, type Spy } from "./Client.ts"
import { makeLock, makeSeat } from "./Lock.ts"
import { makeOverseer } from "./overseer/Overseer.ts"
import { type Behaviour, makeRecorder, steady } from "./overseer/Recorder.ts"
import type { Hooks, Setting } from "./overseer/Setting.ts"
import { makePeople } from "./People.ts"
import type { Plan } from "./Plan.ts"
import { randomOf } from "./Random.ts"
import { makeRuntime } from "./Runtime.ts"
import { makeStore, makeStoreLink } from "./Store.ts"
import { makeTimeline, type Timeline } from "./Timeline.ts"
import type { Weather } from "./Wire.ts"

/** The driver of a source: the last one of three is of another site. */
export const driverOf = (username: string): string => (username === "cleo" ? "site" : "hls")

/** The one queue is told as each action's own by some overseers. */
const driver = (name: string, { dedupes, describesQueue, queueSize }: Plan): DriverInfo => ({
  name,
  description: null,
  params: { source: {}, out: {} },
  dedupeKey: dedupes ? ["source"] : [],
  limit: 0,
  ...(describesQueue ? { queue: { enabled: queueSize !== null, size: queueSize ?? 0 } } : {})
})

/** What is noticed of everything that happens. */
export interface Eyes extends Hooks {
  readonly spy: (backend: string) => Spy
  readonly committed: () => void
  readonly log: (level: string, message: string) => void
}

/** The place of a backend, whether or not one runs there. */
export interface Slot {
  readonly name: string
  readonly weather: Weather
  boots: number
  backend: Backend | null
}

/** What a world has instead of recorders that do as they are told: such as follow something, and leave files. */
export interface Reality {
  readonly recorder: Setting["recorder"]
  readonly files: (username: string) => ReadonlyArray<MediaFile>
}

/** Everything: the store, the overseer with its recorders, the backends and the weather between them. */
export const makeWorld = (plan: Plan, eyes: Eyes, reality?: (timeline: Timeline) => Reality) => {
  const { seed } = plan
  const timeline = makeTimeline(() => runtime.settle())
  const runtime = makeRuntime(timeline, randomOf(seed, "effects"), eyes.log)
  const store = makeStore(timeline, eyes.committed)
  const real = reality?.(timeline)
  const lock = makeLock(store)
  const behaviours = new Map<string, Behaviour>()
  const refused = new Map<string, string>()
  const moods = {
    spawnFails: null as string | null,
    forkTakes: 0,
    freeSpace: 1e12,
    storage: null as StorageFault | null
  }
  const drivers = ["hls", "site"].map((name) => driver(name, plan))
  const spawns = new Map<string, number>()
  /** When backends ended. */
  const deaths = new Map<string, number>()

  const setting: Setting = {
    limit: plan.limit,
    queueSize: plan.queueSize,
    displaces: plan.displaces,
    startsWhileDraining: plan.startsWhileDraining,
    skew: plan.skew,
    skewedAt: Number.NEGATIVE_INFINITY,
    drivers,
    refusal: ({ action, params }) => refused.get(params["source"] ?? "") ?? refused.get(action) ?? null,
    spawnFails: () => moods.spawnFails,
    recorder: (task, process) => {
      if (real !== undefined) return real.recorder(task, process)
      const source = task.params["source"] ?? ""
      const number = (spawns.get(source) ?? 0) + 1
      spawns.set(source, number)
      return makeRecorder(
        timeline,
        randomOf(seed, `recorder ${source} ${number}`),
        behaviours.get(source) ?? steady,
        process
      )
    },
    rebirth: () => rebirths.between(500, 8_000),
    hooks: {
      spawned: eyes.spawned,
      exited: eyes.exited,
      queued: eyes.queued,
      stoppedTwice: eyes.stoppedTwice,
      died: () => {
        for (const { backend } of slots) backend?.client.wire()?.cut()
        eyes.died()
      }
    }
  }
  const rebirths = randomOf(seed, "rebirths")
  const overseer = makeOverseer(timeline, setting)

  const slots: ReadonlyArray<Slot> = Array.from({ length: plan.backends }, (_, i) => ({
    name: `backend ${i + 1}`,
    weather: { latency: 20, doubled: 0, overtaken: 0, lateness: 9_900, fates: new Map() },
    boots: 0,
    backend: null
  }))

  /** What the recorders of a source wrote; a disk that lies beneath the share has nothing of it. */
  const written = (username: string): ReadonlyArray<MediaFile> =>
    moods.storage === "not_mounted"
      ? []
      : overseer.ever
          .filter(({ params, taskId }) => params["source"] === username && taskId.startsWith("sd-00000001-"))
          .flatMap(({ recorder }) => recorder?.files() ?? [])

  const boot = (slot: Slot): void => {
    const name = `${slot.name}, boot ${++slot.boots}`
    const of = (what: string) => randomOf(seed, `${name} ${what}`)
    const process = runtime.process()
    const link = makeStoreLink(timeline, process, of("store"), store)
    slot.backend = makeBackend(name, {
      bootedAt: timeline.now(),
      process,
      link,
      seat: makeSeat(timeline, of("seat"), lock, link),
      client: makeClient({
        timeline,
        process,
        random: of("client"),
        overseer,
        weather: slot.weather,
        forkTakes: () => moods.forkTakes,
        drivers: () => drivers,
        name,
        spy: eyes.spy(name)
      }),
      disk: {
        probe: () => ({
          free: moods.freeSpace,
          size: 2e12,
          hasInodes: true,
          device: moods.storage === "not_mounted" ? "beneath" : "share",
          marked: moods.storage !== "not_mounted",
          fault: moods.storage === "not_mounted" ? null : moods.storage
        }),
        sizeOf: (file) => {
          for (const { recorder } of overseer.ever) {
            const size = recorder?.sizeOf(file)
            if (size !== undefined) return size
          }
          return 0
        },
        files: (username) => (real === undefined ? written(username) : real.files(username))
      }
    })
  }

  return {
    plan,
    timeline,
    runtime,
    store,
    lock,
    overseer,
    setting,
    behaviours,
    refused,
    moods,
    slots,
    boot,
    deaths,
    /** Ends the backend of a slot, as SIGKILL does or in order. */
    end: (slot: Slot, how: "kill" | "end"): void => {
      if (slot.backend === null) return
      deaths.set(slot.backend.name, timeline.now())
      slot.backend[how]()
      slot.backend = null
    },
    people: makePeople(plan, timeline, runtime.process(), store, driverOf),
    backends: (): ReadonlyArray<Backend> => slots.flatMap(({ backend }) => backend ?? []),
    sources: (): ReadonlyArray<SourceRow> => HashMap.toValues(store.tables().sources),
    source: (id: SourceId): SourceRow | undefined => Option.getOrUndefined(HashMap.get(store.tables().sources, id))
  }
}

export type World = ReturnType<typeof makeWorld>
