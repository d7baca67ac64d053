import { faults } from "./faults.ts"
import { makeCommandLaws } from "./laws/Commands.ts"
import { type Breach, makeRecord, type Record, sentence } from "./laws/Laws.ts"
import { amiss } from "./laws/Rest.ts"
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

const settling = 90_000

/** Plays one schedule in the world of its seed, then calm. */
export const play = (plan: Plan, schedule: ReadonlyArray<Scheduled>, isTraced = false): Outcome => {
  const trace: Array<string> = []
  const done = new Map<string, number>()
  const moment = () => `${(world.timeline.now() / 1000).toFixed(3)} s`
  const note = (text: () => string) => {
    if (isTraced) trace.push(`${moment().padStart(11)}  ${text()}`)
  }
  const record = makeRecord(moment, (breach) => note(() => sentence(breach)))
  const laws = makeCommandLaws(() => world, record)
  const world: World = makeWorld(plan, {
    spy: (backend) => ({
      starting: (command) => {
        note(() => `${backend} starts ${command.taskId}`)
        laws.starting(backend, command)
      },
      stopping: (taskId) => {
        note(() => `${backend} stops ${taskId}`)
        laws.stopping(backend, taskId)
      },
      told: (taskId, event) => {
        if (event !== "row" && (event === "answer" || event._tag !== "output")) {
          note(() => `${backend} hears of ${taskId}: ${event === "answer" ? event : event._tag}`)
        }
        laws.told(backend, taskId)
      }
    }),
    spawned: (task) => {
      note(() => `${task.taskId} runs, pid ${task.pid}`)
      laws.spawned(task)
    },
    exited: (task) => note(() => `${task.taskId} ends with ${task.exitCode}`),
    stoppedTwice: laws.stoppedTwice,
    died: () => note(() => "the overseer is dead"),
    log: (level, message) => {
      note(() => `${level}: ${message}`)
      record.hold("nothing throws unforeseen", level !== "Error" && level !== "Fatal", () => message)
    },
    each: () => {}
  })

  const { people, slots, timeline } = world
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
  timeline.run(plan.trouble)
  note(() => "CALM")
  calm(world)
  timeline.run(plan.trouble + settling)
  judge(world, record)
  return { broken: record.broken, met: record.met, done, trace }
}

const calm = (world: World) => {
  const { behaviours, moods, overseer, plan, refused, slots } = world
  for (const slot of slots) {
    Object.assign(slot.weather, { latency: 20, doubled: 0, overtaken: 0 })
    if (slot.backend === null) world.boot(slot)
  }
  Object.assign(moods, { spawnFails: null, forkTakes: 0, freeSpace: 1e12 })
  for (const source of plan.sources) behaviours.set(source, steady)
  for (const task of overseer.live()) task.recorder?.relent()
  refused.clear()
}

/** Something is wrong only when it stays so: a hold that ends just now is followed by a start within a few seconds. */
const judge = (world: World, record: Record) => {
  const look = () =>
    amiss(
      world,
      world
        .backends()
        .find(({ seat }) => seat.leads())
        ?.rows()
    )
  let wrong = look()
  for (let second = 0; second < 8 && wrong.size > 0; second++) {
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
