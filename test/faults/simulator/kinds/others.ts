import { type Fault, some } from "./Fault.ts"

/** Other clients of the overseer. */
export const others: Readonly<Record<string, Fault>> = {
  task: (world, random) => {
    const taskId = `foreign-${random.between(1, 1e9)}` as never
    world.overseer.start(null, {
      taskId,
      action: "hls",
      params: { source: random.pick(["x", "y", "anna"]), out: "/tmp" }
    })
    return `another client starts ${taskId}`
  },
  stop: (world, random) => {
    const tasks = [...world.overseer.live(), ...world.overseer.waiting()].filter(({ stops }) => stops.length === 0)
    const task = some(random, tasks)
    if (task === undefined) return null
    world.overseer.stop("another client", task.taskId)
    return `another client stops ${task.taskId}`
  }
}
