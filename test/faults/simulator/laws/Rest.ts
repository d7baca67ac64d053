import type { SourceView } from "../../../../src/app/lists/Views.ts"
import { isLive } from "../overseer/Task.ts"
import type { World } from "../World.ts"
import type { Ledger } from "./Ledger.ts"
import { reachedLimits } from "./Reached.ts"
import { ours } from "./Sent.ts"
import { isWanted } from "./Wishes.ts"

const running = new Set(["recording", "waiting", "stalled"])
const reasons = new Set(["queued", "backoff", "held", "error"])

/** Whether one more recorder may run. */
const hasPlace = (world: World): boolean => !reachedLimits(world).reached.includes("")

/** What each source lacks or has too much of, by the overseer's truth and the leader's word. */
export const amiss = (
  world: World,
  ledger: Ledger,
  rows: ReadonlyArray<SourceView> | undefined
): ReadonlySet<string> => {
  if (rows === undefined) return new Set(["the leader can't tell its sources"])
  const found = new Set<string>()
  const { overseer } = world
  for (const source of world.sources()) {
    const tasks = [...overseer.live(), ...overseer.waiting()].filter(({ taskId }) => ours(taskId) === source.id)
    const tripped = ledger.tripped(source)
    if (tripped === "unclear") continue
    const isEligible = isWanted(source) && tripped === "no"
    const row = rows.find(({ id }) => id === source.id)
    const name = source.username
    if (row === undefined) found.add(`${name} is not listed`)
    else if (tasks.length > 1) found.add(`${name} has ${tasks.length} tasks`)
    else if (!isEligible && tasks.length > 0) found.add(`${name} has a run that nobody wants`)
    else if (isEligible && tasks.some(isLive) && !running.has(row.status))
      found.add(`${name} runs and is ${row.status}`)
    else if (isEligible && !tasks.some(isLive) && !reasons.has(row.status))
      found.add(`${name} does not run and is ${row.status}`)
    else if (row.cause?.kind === "limit" && row.cause.whose === "everybody" && hasPlace(world))
      found.add(`${name} is held by a limit that is not reached`)
    else if (tripped === "yes" && isWanted(source) && row.status !== "error")
      found.add(`${name} tripped and is ${row.status}`)
  }
  for (const { taskId } of overseer.live()) {
    const sourceId = ours(taskId)
    const isStray =
      taskId.startsWith("sd-00000001-") && (sourceId === undefined || world.source(sourceId) === undefined)
    if (isStray) found.add(`${taskId} of ours runs for nothing`)
  }
  return found
}
