import { TaskId, ulid } from "../../../../src/domain/supervision/TaskId.ts"
import type { Random } from "../Random.ts"
import type { World } from "../World.ts"
import { type Fault, some } from "./Fault.ts"

const anyUlid = (random: Random) =>
  ulid(
    0,
    Array.from({ length: 16 }, () => random.between(0, 31))
  )

const start = ({ overseer }: World, name: string, source: string): string => {
  const taskId = TaskId.make(name)
  overseer.start(null, { taskId, action: "hls", params: { source, out: "/tmp" } })
  return taskId
}

/** Other clients of the overseer. */
export const others: Readonly<Record<string, Fault>> = {
  task: (world, random) => {
    const name = random.pick([`foreign-${random.between(1, 1e9)}`, `sd-0badcafe-2-${anyUlid(random)}`])
    return `another client starts ${start(world, name, random.pick(["x", "y", "anna"]))}`
  },
  stray: (world, random) => {
    const name = random.pick([`sd-00000001-nothing-${random.between(1, 1e9)}`, `sd-00000001-99999-${anyUlid(random)}`])
    return `a task of ours that nobody knows of runs: ${start(world, name, "z")}`
  },
  stop: (world, random) => {
    const tasks = [...world.overseer.live(), ...world.overseer.waiting()].filter(({ stops }) => stops.length === 0)
    const task = some(random, tasks)
    if (task === undefined) return null
    world.overseer.stop("another client", task.taskId)
    return `another client stops ${task.taskId}`
  }
}
