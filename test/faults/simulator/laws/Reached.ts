import type { SourceRow } from "../../../../src/adapters/memory/Tables.ts"
import type { SourceId } from "../../../../src/domain/values/Ids.ts"
import type { World } from "../World.ts"
import { answerDeadline, ours } from "./Sent.ts"

/** Whose limits are reached now: the empty word is everybody's, any other the id of a user. */
export interface Reached {
  readonly reached: ReadonlyArray<string>
  /** By what is on record it is otherwise than by what runs: somebody still has to hear of it, or to write it down. */
  readonly unclear: ReadonlyArray<string>
}

const wantedBy = ({ subscriptions }: SourceRow): ReadonlyArray<string> =>
  subscriptions.flatMap(({ posture, userId }) => (posture === "active" ? [String(userId)] : []))

/** How many of these sources count for everybody, beside so many others, and for each user who wants them. */
const counted = (sources: ReadonlyArray<SourceRow>, others: number): ReadonlyMap<string, number> => {
  const counts = new Map([["", sources.length + others]])
  for (const whose of sources.flatMap(wantedBy)) counts.set(whose, (counts.get(whose) ?? 0) + 1)
  return counts
}

/** The sources of all that runs or waits as ours, also of those that are no longer stored. */
const recorded = ({ overseer }: World): ReadonlySet<SourceId> =>
  new Set([...overseer.live(), ...overseer.waiting()].flatMap(({ taskId }) => ours(taskId) ?? []))

const isRecorded = ({ runs }: SourceRow): boolean => runs.some(({ endedAt }) => endedAt === null)

/** What runs for no source, and came while the start was being stored, whoever starts could not know of. */
const isNewStray = (world: World, id: SourceId): boolean =>
  world.source(id) === undefined &&
  world.overseer
    .live()
    .every(({ spawnedAt, taskId }) => ours(taskId) !== id || world.timeline.now() - (spawnedAt ?? 0) < answerDeadline)

/** How many sources have a recorder once this one has, as it is on record and as it is in truth: the smaller number. */
export const recorders = (world: World, starting: SourceId): number => {
  const ids = [...recorded(world)].filter((id) => !isNewStray(world, id))
  return Math.min(new Set([...ids, starting]).size, world.sources().filter(isRecorded).length)
}

/** The limits of the settings beside the recorders that run and those that are on record. What runs for no source that is known counts. */
export const reachedLimits = (world: World): Reached => {
  const { recorders_at_once, recorders_per_user } = world.plan.settings
  if (recorders_at_once === 0 && recorders_per_user === 0) return { reached: [], unclear: [] }
  const ids = recorded(world)
  const sources = world.sources()
  const strays = [...ids].filter((id) => !sources.some((source) => source.id === id)).length
  const truly = counted(
    sources.filter(({ id }) => ids.has(id)),
    strays
  )
  const onRecord = counted(sources.filter(isRecorded), strays)
  const reached: Array<string> = []
  const unclear: Array<string> = []
  for (const whose of new Set([...truly.keys(), ...onRecord.keys()])) {
    const most = (whose === "" ? recorders_at_once : recorders_per_user) || Number.POSITIVE_INFINITY
    const isReached = (truly.get(whose) ?? 0) >= most
    if (isReached !== (onRecord.get(whose) ?? 0) >= most) unclear.push(whose)
    else if (isReached) reached.push(whose)
  }
  return { reached, unclear }
}
