import { handover } from "../../../src/app/supervision/live/handover.ts"
import type { TaskId } from "../../../src/domain/supervision/TaskId.ts"
import { faults } from "./faults.ts"
import { makeArrivalLaws } from "./laws/Arrivals.ts"
import { judgeCaptured } from "./laws/Captured.ts"
import { makeCommandLaws } from "./laws/Commands.ts"
import { type Breach, makeRecord, type Record, sentence } from "./laws/Laws.ts"
import { type Ledger, makeLedger } from "./laws/Ledger.ts"
import { makeMannerLaws } from "./laws/Manners.ts"
import { makeOutageLaws, pace } from "./laws/Outages.ts"
import { agreement, succession } from "./laws/Peace.ts"
import { amiss } from "./laws/Rest.ts"
import { judgeRuns } from "./laws/Runs.ts"
import { makeSent } from "./laws/Sent.ts"
import { judgeTrips } from "./laws/Trips.ts"
import { makeWishLaws } from "./laws/Wishes.ts"
import { steady } from "./overseer/Recorder.ts"
import { type Plan, planOf } from "./Plan.ts"
import { randomOf } from "./Random.ts"
import { type Scheduled, scheduleOf } from "./schedule.ts"
import { makeWorld, type World } from "./World.ts"

/** What became of a schedule. */
export interface Outcome {
  readonly broken: ReadonlyArray<Breach>
  /** How often laws were put to the test, and faults of each kind were done. */
  readonly met: ReadonlyMap<string, number>
  readonly done: ReadonlyMap<string, number>
  readonly trace: ReadonlyArray<string>
}

/** After this long without faults all is as it should be. */
const settling = 90_000

/** Plays one schedule in the world of its seed, then calm. */
export const play = (plan: Plan, schedule: ReadonlyArray<Scheduled>, isTraced = false): Outcome => {
  const trace: Array<string> = []
  const done = new Map<string, number>()
  /** When each backend heard of which task, and of which end, while it led. */
  const told = new Map<string, number>()
  /** When somebody last led, and when nobody last had for so long that what was kept for whoever leads next is given up. */
  let [ledAt, leaderlessAt] = [0, Number.NEGATIVE_INFINITY]
  const moment = () => `${(world.timeline.now() / 1000).toFixed(3)} s`
  const note = (text: () => string) => {
    if (isTraced) trace.push(`${moment().padStart(11)}  ${text()}`)
  }
  const record = makeRecord(moment, (breach) => note(() => sentence(breach)))
  const here = () => world
  const ledger = makeLedger(here, record, note)
  const sent = makeSent(here)
  const commandLaws = makeCommandLaws(here, record, sent)
  const arrivals = makeArrivalLaws(here, record, sent)
  const manners = makeMannerLaws(here, record, sent)
  const wishes = makeWishLaws(here, record, ledger)
  const outages = makeOutageLaws(here, record)
  const world: World = makeWorld(plan, {
    spy: (backend) => ({
      starting: (command, connection) => {
        note(() => `${backend} starts ${command.taskId}`)
        commandLaws.starting(backend, command.taskId)
        wishes.starting(backend, command)
        manners.starting(backend, connection, command.taskId)
        sent.add("start", command.taskId, backend, connection)
      },
      stopping: (taskId, connection, listedAt) => {
        note(() => `${backend} stops ${taskId}`)
        commandLaws.stopping(backend, taskId)
        wishes.stopping(backend, taskId)
        manners.stopping(backend, listedAt, taskId)
        sent.add("stop", taskId, backend, connection)
      },
      closed: (connection) => sent.close(backend, connection),
      told: (taskId, event, connection) => {
        if (event !== "row" && (event === "answer" || event._tag !== "output")) {
          note(() => `${backend} hears of ${taskId}: ${event === "answer" ? event : event._tag}`)
        }
        const isEnd = typeof event === "object" && (event._tag === "exited" || event._tag === "dequeued")
        if (commandLaws.leads(backend)) told.set(`${backend} ${taskId}${isEnd ? " end" : ""}`, world.timeline.now())
        commandLaws.told(backend, taskId)
        if (typeof event === "object") manners.told(backend, connection, event)
      }
    }),
    spawned: (task) => {
      note(() => `${task.taskId} runs, pid ${task.pid}`)
      arrivals.spawned(task)
    },
    exited: (task) => note(() => `${task.taskId} ends with ${task.exitCode}`),
    queued: manners.queued,
    stoppedTwice: arrivals.stoppedTwice,
    died: () => note(() => "the overseer is dead"),
    committed: ledger.committed,
    log: (level, message) => {
      note(() => `${level}: ${message}`)
      record.hold("nothing throws unforeseen", level !== "Error" && level !== "Fatal", () => message)
    }
  })

  const { people, slots, timeline } = world
  people.save({})
  for (const source of plan.sources) people.subscribe(plan.users[0] ?? "", source)
  for (const slot of slots) world.boot(slot)
  for (const { at, kind, number } of schedule) {
    timeline.after(at, () => {
      const did = faults[kind]?.(world, randomOf(plan.seed, `fault ${number}`))
      if (did === null || did === undefined) return
      done.set(kind, (done.get(kind) ?? 0) + 1)
      note(() => `FAULT ${number} (${kind}): ${did}`)
    })
  }
  const tick = () => {
    wishes.tick()
    outages.tick()
    if (world.backends().some(({ seat }) => seat.leads())) ledAt = timeline.now()
    else if (timeline.now() - ledAt >= handover) leaderlessAt = timeline.now()
    timeline.after(pace, tick)
  }
  tick()
  timeline.run(plan.trouble)
  note(() => "CALM")
  calm(world)
  timeline.run(plan.trouble + settling)
  judge(world, ledger, record)
  const leader = world.backends().find(({ seat }) => seat.leads())
  const hadTime = (taskId: TaskId): boolean => {
    const at = told.get(`${leader?.name} ${taskId} end`) ?? 0
    // The answer to a list is taken in before what came in the same moment.
    return at > (leader?.seat.ledSince() ?? 0) && at < ledger.endedAt(taskId) - 50
  }
  judgeRuns(world, record.hold, ({ life, taskId, vanished }) => ({
    isListed: life === world.overseer.life() && !vanished,
    wasTold: (told.get(`${leader?.name} ${taskId}`) ?? 0) > (leader?.seat.ledSince() ?? 0),
    wasToldOfEnd: hadTime(taskId),
    isLate: arrivals.isLate(taskId)
  }))
  judgeCaptured(world, ledger, record.hold, leaderlessAt, ({ taskId }) => arrivals.isLate(taskId))
  judgeTrips(world, ledger, record.hold)
  outages.judge()
  manners.judge()
  agreement(world, record)
  succession(world, record, sent.all, (source) => wishes.wasFull() && ledger.tripped(source) !== "no")
  return { broken: record.broken, met: record.met, done, trace }
}

const calm = (world: World) => {
  const { behaviours, moods, overseer, plan, refused, slots } = world
  for (const slot of slots) {
    Object.assign(slot.weather, { latency: 20, doubled: 0, overtaken: 0 })
    slot.weather.fates.clear()
    if (slot.backend === null) world.boot(slot)
  }
  Object.assign(moods, { spawnFails: null, forkTakes: 0, freeSpace: 1e12, storage: null })
  for (const source of plan.sources) behaviours.set(source, steady)
  for (const task of overseer.live()) task.recorder?.relent()
  refused.clear()
}

/** The slowest recorder takes 12 s to end, and a start follows within two. */
const patience = 14

/** Something is wrong only when it stays so: a hold that ends just now is followed by a start, and a restart by an end before it. */
const judge = (world: World, ledger: Ledger, record: Record) => {
  const leader = () => world.backends().find(({ seat }) => seat.leads())
  const look = () => amiss(world, ledger, leader()?.rows())
  let wrong = look()
  for (let second = 0; second < patience && wrong.size > 0; second++) {
    world.timeline.run(world.timeline.now() + 1_000)
    const still = look()
    wrong = new Set([...wrong].filter((one) => still.has(one)))
  }
  record.hold("once faults end, all comes right", wrong.size === 0, () => [...wrong].join("; "))
}

export const simulate = (seed: number, isTraced = false): Outcome => {
  const plan = planOf(seed)
  return play(plan, scheduleOf(plan), isTraced)
}
