import { faults, weights } from "./faults.ts"
import type { Plan } from "./Plan.ts"
import { randomOf } from "./Random.ts"

/** One fault of a schedule. Its number is what its chance comes of, so that it stays the same when others are left out. */
export interface Scheduled {
  readonly number: number
  readonly at: number
  readonly kind: string
}

export const kinds = Object.keys(faults)

/**
 * What people do is in every schedule; of the faults each schedule has about half the kinds, and those the more often. Clocks are
 * set in those plans that say so.
 */
const isChosen = ({ stepped }: Plan, kind: string, chance: number): boolean => {
  if (kind.startsWith("clock:")) return stepped
  return kind.startsWith("people:") || chance < 0.5
}

/** The schedule of a seed. */
export const scheduleOf = (plan: Plan): ReadonlyArray<Scheduled> => {
  const random = randomOf(plan.seed, "schedule")
  const chosen = kinds.filter((kind) => isChosen(plan, kind, random.next()))
  const urn = chosen.flatMap((kind) => Array.from({ length: weights[kind] ?? 2 }, () => kind))
  const schedule: Array<Scheduled> = []
  const longest = random.pick([2_000, 6_000, 15_000])
  let at = 0
  while (at < plan.trouble) {
    const kind = urn[Math.floor(random.next() * urn.length)]
    if (kind !== undefined) schedule.push({ number: schedule.length + 1, at, kind })
    at += random.between(0, random.pick([200, 3_000, longest]))
  }
  return schedule
}
