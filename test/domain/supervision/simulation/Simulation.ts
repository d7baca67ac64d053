import type { ErrorPolicy } from "../../../../src/domain/supervision/ErrorWindow.ts"
import { answerDeadline } from "../../../../src/domain/supervision/RunReducer.ts"
import { SourceId } from "../../../../src/domain/values/Ids.ts"
import { t0 } from "../given.ts"
import { behaviours, steady } from "./behaviours.ts"
import { inVain } from "./inVain.ts"
import { type ModelBackend, makeBackend } from "./ModelBackend.ts"
import { type Behaviour, makeOverseer } from "./ModelOverseer.ts"
import { randomOf } from "./Random.ts"
import { makeStore } from "./Store.ts"
import { makeTimeline } from "./Timeline.ts"
import { makeWire, type Wire } from "./Wire.ts"

const policy: ErrorPolicy = { restartDelay: 1000, restartDelayMax: 15_000, errorWindow: 60_000, errorThreshold: 4 }
const interval = 5000

/** After this long without faults all is as it should be: a dial, the deadline, an interval, a slow stop and a start. */
export const settling = 1500 + answerDeadline + interval + 9000 + 1000

export interface Options {
  /** Faults go on for this long. */
  readonly trouble: number
  /** Whether a dead connection delivers later than the grace says, and rows get lost: doubles may then come to be. */
  readonly unfair: boolean
}

/** Plays one random schedule of faults, then calm; answers the rules that were broken and how often interesting things occurred. */
export const simulate = (seed: number, options: Options) => {
  const random = randomOf(seed)
  const timeline = makeTimeline()
  const sources = Array.from({ length: random.between(1, 5) }, (_, i) => SourceId.make(i + 1))
  const store = makeStore(sources)
  const concurrency = random.between(1, 4)
  const broken = new Set<string>()
  const broke = (rule: string) => void broken.add(`${(timeline.now() - t0) / 1000} s: ${rule}`)
  const doing = new Map<SourceId, Behaviour>(sources.map((id) => [id, steady]))
  const refused = new Set<SourceId>()
  let [latency, stopTime, swallow, disk] = [50, 500, 0, false]
  let [connections, dialling] = [0, false]
  let wire: Wire | null = null
  let [overseerUp, troubled] = [true, true]
  let backend: ModelBackend | null = null
  const counts = { starts: 0, drops: 0, overseers: 0, backends: 0, late: 0, lost: 0, trips: 0, doubled: 0 }
  const sums = { passes: 0, adopted: 0, revived: 0, doubles: 0, unsent: 0 }
  const wires = new Map<number, Wire>()

  const overseer = makeOverseer(timeline, random, {
    limit: random.pick([0, 0, 1, 2, 3]),
    queue: random.pick([0, 1, 2]),
    queueing: random.chance(0.7),
    behaviour: (id) => doing.get(id) ?? steady,
    refuses: (id) => refused.has(id),
    slowStop: () => random.between(10, stopTime),
    swallows: () => random.chance(swallow),
    broke,
    tell: (connection, message) => wires.get(connection)?.tell(message)
  })

  const dial = () => {
    if (dialling || wire !== null) return
    dialling = true
    timeline.after(random.between(10, 1000), () => {
      dialling = false
      if (backend === null || !overseerUp) return timeline.after(500, dial)
      const mine = backend
      const opened = makeWire(
        ++connections,
        timeline,
        random,
        {
          latency: () => random.between(1, latency),
          lateness: options.unfair ? 60_000 : 9999,
          startsOnly: options.unfair
        },
        overseer,
        (message) => mine.hear(message)
      )
      wires.set(opened.id, opened)
      overseer.opened(opened.id)
      wire = opened
      mine.up(opened)
    })
  }

  const drop = () => {
    if (wire === null) return
    counts.drops++
    const old = wire
    wire = null
    old.drop()
    counts.late += old.stats.late
    counts.lost += old.stats.lost
    backend?.down(old.id)
    dial()
  }

  const started = (id: SourceId) => {
    counts.starts++
    if (backend !== null && backend.underWay() > concurrency) broke("more starts are under way than allowed")
    if (!store.wanted.has(id)) broke(`${id} was started though nobody wants it`)
    if (disk) broke(`${id} was started though the disk is full`)
    const why = inVain(
      store.events.filter((event) => event.sourceId === id),
      policy,
      timeline.now()
    )
    if (why !== null) broke(`${id} was started though ${why}`)
  }

  const boot = () => {
    counts.backends++
    backend = makeBackend(timeline, random, store, {
      policy,
      interval,
      concurrency,
      storing: () => (random.chance(0.1) ? random.between(0, 3000) : 2),
      diskIsLow: () => disk,
      started
    })
    dial()
  }

  const add = (one: ModelBackend) => {
    sums.passes += one.stats.passes
    sums.adopted += one.stats.adopted
    sums.revived += one.stats.revived
    sums.doubles += one.stats.doubles
    sums.unsent += one.stats.unsent
  }

  const crash = () => {
    if (backend === null) return
    const old = backend
    drop()
    old.kill()
    add(old)
    backend = null
    if (options.unfair && random.chance(0.3)) store.forget()
    timeline.after(random.between(100, 20_000), () => backend === null && boot())
  }

  const die = () => {
    counts.overseers++
    overseerUp = false
    for (const one of wires.values()) one.cut()
    overseer.restart()
    drop()
    timeline.after(random.between(10, 10_000), () => {
      overseerUp = true
    })
  }

  const anySource = () => random.pick([SourceId.make(1), ...sources])

  const faults: readonly [() => void, ...ReadonlyArray<() => void>] = [
    drop,
    drop,
    drop,
    () => random.chance(0.5) && crash(),
    () => random.chance(0.4) && die(),
    () => void store.wanted.delete(anySource()),
    () => void store.wanted.add(anySource()),
    () => void store.restartAt.set(anySource(), timeline.now()),
    () => void doing.set(anySource(), random.pick(behaviours)),
    () => backend?.reset(anySource()),
    () => {
      latency = random.pick([20, 200, 3000, 8000, 14_000])
    },
    () => {
      stopTime = random.pick([50, 500, 9000])
    },
    () => {
      swallow = random.pick([0, 0, 0.3])
    },
    () => {
      disk = random.chance(0.3)
    },
    () => void (random.chance(0.3) ? refused.add(anySource()) : refused.clear()),
    () => backend?.changeSettings(),
    () => backend?.pass(),
    () => {
      if (!store.wanted.delete(anySource())) store.wanted.add(anySource())
      backend?.pass()
      timeline.after(random.between(0, 100), random.chance(0.5) ? drop : crash)
    }
  ]
  const fault = () => {
    if (!troubled) return
    random.pick(faults)()
    timeline.after(random.between(0, random.pick([200, 3000, 12_000])), fault)
  }

  const check = () => {
    for (const id of sources) {
      const live = overseer.live(id)
      if (live.length > 1) {
        counts.doubled++
        if (!options.unfair) broke(`${id} has ${live.length} live runs`)
      }
    }
  }

  const calm = () => {
    troubled = false
    ;[latency, stopTime, swallow, disk, overseerUp] = [50, 500, 0, false, true]
    for (const id of sources) doing.set(id, steady)
    refused.clear()
    if (random.chance(0.5)) drop()
    if (backend === null) boot()
    backend?.changeSettings()
  }

  /** What each source lacks or has too much of now. */
  const amiss = (): ReadonlySet<string> => {
    const found = new Set<string>()
    for (const id of sources) {
      const live = overseer.live(id).length
      const situation = backend?.situationOf(id)
      if (situation === undefined) found.add("there is no backend")
      else if (!situation.eligible && live > 0) found.add(`${id} has a run that nobody wants`)
      else if (situation.eligible && live === 0 && situation.hold === null) found.add(`${id} has no run and no reason`)
      if (live > 1) found.add(`${id} has more than one run`)
    }
    return found
  }

  /** Something is wrong only when it stays so: a hold that ends just now is followed by a start within a few seconds. */
  const judge = (when: string) => {
    let wrong = amiss()
    for (let second = 0; second < 6 && wrong.size > 0; second++) {
      timeline.run(timeline.now() + 1000, check)
      const still = amiss()
      wrong = new Set([...wrong].filter((one) => still.has(one)))
    }
    for (const one of wrong) broke(`${when}: ${one}`)
  }

  boot()
  timeline.after(0, fault)
  timeline.run(t0 + options.trouble, check)
  calm()
  timeline.run(t0 + options.trouble + (options.unfair ? 60_000 : 0) + settling, check)
  judge("once settled")
  timeline.run(timeline.now() + 60_000, check)
  judge("a minute later")
  if (backend !== null) add(backend)
  counts.trips = store.events.filter((event) => event.type === "errored").length
  return { broken: [...broken], counts: { ...counts, ...sums, ...overseer.stats } }
}
