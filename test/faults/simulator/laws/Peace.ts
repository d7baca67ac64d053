import type { SourceRow } from "../../../../src/adapters/memory/Tables.ts"
import type { SourceView } from "../../../../src/app/lists/Views.ts"
import type { Backend } from "../Backend.ts"
import { mostSkew } from "../Plan.ts"
import type { World } from "../World.ts"
import type { Record } from "./Laws.ts"
import { ours, type Sent } from "./Sent.ts"

/**
 * Moments that each backend tells by when it heard of them lie so near to each other, for messages may have taken so long; and as
 * near as the overseer's clock is right.
 */
const near = 20_000

const times = ["lastHeartbeat", "nextStartAt"] as const

/** Whether a recorder of the source fell silent while it recorded. Who came later can't know how long it was heard before. */
const isHung = ({ overseer }: World, { id }: SourceView): boolean =>
  overseer.live().some(({ recorder, taskId }) => ours(taskId) === id && recorder?.isHung() === true)

/** In what two backends' words about a source differ beside the moments at which each heard of something. */
const differing = (world: World, a: SourceView, b: SourceView): ReadonlyArray<string> => {
  const { plan, timeline } = world
  const skew = mostSkew(plan)
  const stepped = timeline.wall() - (timeline.now() - timeline.steppedAt())
  const apart = times.filter((time) => {
    const [one, other] = [a[time], b[time]]
    // What came before the clock was set, only who lived then can tell by the new time, if at all.
    if (plan.stepped && time === "lastHeartbeat" && (one === null || other === null)) return false
    if (time === "lastHeartbeat" && one !== null && other !== null && isHung(world, a)) return false
    if (Math.min(one ?? Infinity, other ?? Infinity) < stepped) return false
    return (one === null) !== (other === null) || Math.abs((one ?? 0) - (other ?? 0)) > near + skew
  })
  const words = (row: SourceView) => ({
    status: row.status,
    state: row.state,
    cause: row.cause?.kind ?? null,
    pid: row.pid,
    queuePosition: row.queuePosition,
    outdated: row.outdated,
    subscribers: JSON.stringify(row.subscribers)
  })
  const [one, other] = [words(a), words(b)]
  return [...apart, ...Object.keys(one).filter((key) => Reflect.get(one, key) !== Reflect.get(other, key))]
}

/**
 * What only those can know who heard it: the last words of a recorder that has said nothing since the overseer that remembered them died,
 * and when it was that one fell silent, where a clock was set since.
 */
const isHearsay = ({ overseer, plan }: World, { id }: SourceView): boolean =>
  overseer
    .live()
    .some(
      ({ recorder, ring, taskId }) =>
        ours(taskId) === id && (ring.length === 0 || (plan.stepped && recorder?.isHung() === true))
    )

const differences = (world: World): ReadonlyArray<string> => {
  const leader = world.backends().find(({ seat }) => seat.leads())
  const rows = leader?.rows()
  if (rows === undefined) return ["nobody leads"]
  const fromLeader = (other: Backend) => {
    const theirs = other.rows() ?? []
    return rows.flatMap((row) => {
      if (isHearsay(world, row)) return []
      const their = theirs.find(({ id }) => id === row.id)
      if (their === undefined) return [`${other.name} does not know ${row.username}`]
      return differing(world, row, their).map(
        (key) =>
          `${row.username}'s ${key} is ${Reflect.get(row, key)} to the leader, ${Reflect.get(their, key)} to ${other.name}`
      )
    })
  }
  return world.backends().flatMap((other) => (other === leader ? [] : fromLeader(other)))
}

/** All backends tell the same as soon as what is under way has arrived. */
export const agreement = (world: World, record: Record): void => {
  if (world.backends().length < 2) return
  let differing = differences(world)
  for (let tries = 0; tries < 30 && differing.length > 0; tries++) {
    world.timeline.run(world.timeline.now() + 170)
    differing = differences(world)
  }
  record.hold("all backends tell the same", differing.length === 0, () => differing[0] ?? "")
}

/** New backends in place of all that run adopt what runs: they neither start nor stop anything of it, unless excused. */
export const succession = (
  world: World,
  record: Record,
  sent: ReadonlyArray<Sent>,
  isExcused: (source: SourceRow) => boolean
): void => {
  const running = () =>
    world.overseer.live().filter((task) => task.stops.length === 0 && ours(task.taskId) !== undefined)
  const before = running()
  for (const slot of world.slots) {
    world.end(slot, "kill")
    world.boot(slot)
  }
  const earlier = sent.length
  world.timeline.run(world.timeline.now() + 30_000)
  for (const task of before) {
    const source = world.sources().find(({ id }) => id === ours(task.taskId))
    if (source !== undefined && isExcused(source)) continue
    const touching = sent.slice(earlier).filter(({ taskId }) => ours(taskId) === ours(task.taskId))
    record.hold("new backends adopt what runs", touching.length === 0 && running().includes(task), () => {
      return `${task.taskId}: ${touching.map(({ kind, taskId }) => `${kind} ${taskId}`).join(", ")}`
    })
  }
}
