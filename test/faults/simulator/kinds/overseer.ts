import { type Behaviour, steady } from "../overseer/Recorder.ts"
import { type Fault, some } from "./Fault.ts"

const behaviours: readonly [Behaviour, ...ReadonlyArray<Behaviour>] = [
  steady,
  steady,
  { ...steady, lives: 300, code: 1 },
  { ...steady, lives: 4_000, code: 2 },
  { ...steady, lives: 40_000, code: 1 },
  { ...steady, lives: 40_000, code: -1 },
  { ...steady, lives: 20_000, code: 0 },
  { ...steady, lives: 30, code: 3, does: "is silent" },
  { ...steady, lives: 1, code: 1, does: "is silent" },
  { ...steady, does: "sleeps" },
  { ...steady, does: "hangs" },
  { ...steady, does: "hangs", stops: null },
  { ...steady, does: "babbles" },
  { ...steady, stops: 12_000 },
  { ...steady, stops: null }
]

/** The overseer and its processes. */
export const overseer: Readonly<Record<string, Fault>> = {
  dies: (world, random) => {
    const isRebuilt = random.chance(0.3)
    world.overseer.die(isRebuilt)
    return isRebuilt ? "the overseer dies; what runs outlives it" : "the overseer dies with all it runs"
  },
  drain: (world) => {
    if (!world.overseer.isOpen()) return null
    world.overseer.drain()
    return "the overseer is asked to end"
  },
  behaviour: (world, random) => {
    const source = some(random, world.plan.sources) ?? ""
    const behaviour = random.pick(behaviours)
    world.behaviours.set(source, behaviour)
    return `recorders of ${source} from now on: ${JSON.stringify(behaviour)}`
  },
  kill: (world, random) => {
    const task = some(random, world.overseer.live())
    if (task === undefined) return null
    const code = random.pick([-1, 0, 1])
    world.overseer.exit(task, code)
    return `${task.taskId} ends with ${code}`
  },
  "slow fork": (world, random) => {
    world.moods.forkTakes = random.pick([0, 0, 500, 5_000])
    return `a fork takes ${world.moods.forkTakes} ms`
  },
  "no fork": (world, random) => {
    world.moods.spawnFails = random.pick([null, null, "fork/exec /bin/recorder: resource temporarily unavailable"])
    return world.moods.spawnFails ?? "processes can be had"
  },
  refuse: (world, random) => {
    if (!random.chance(0.5)) {
      world.refused.clear()
      return "nothing is refused any more"
    }
    const source = some(random, world.plan.sources) ?? ""
    world.refused.set(source, 'validation error: exec: parameter "source" failed validation')
    return `starts of ${source} are refused`
  }
}
