import { backends } from "./kinds/backends.ts"
import { clocks } from "./kinds/clocks.ts"
import type { Fault } from "./kinds/Fault.ts"
import { network } from "./kinds/network.ts"
import { others } from "./kinds/others.ts"
import { overseer } from "./kinds/overseer.ts"
import { people } from "./kinds/people.ts"
import { stores } from "./kinds/stores.ts"

const named = (room: string, kinds: Readonly<Record<string, Fault>>): Readonly<Record<string, Fault>> =>
  Object.fromEntries(Object.entries(kinds).map(([kind, fault]) => [`${room}: ${kind}`, fault]))

/** All kinds of faults by their names, and what people do. */
export const faults: Readonly<Record<string, Fault>> = {
  ...named("network", network),
  ...named("overseer", overseer),
  ...named("backend", backends),
  ...named("store", stores),
  ...named("others", others),
  ...named("clock", clocks),
  ...named("people", people)
}

/** How often a kind comes, beside the others; 2 unless named. */
export const weights: Readonly<Record<string, number>> = {
  "network: drop": 4,
  "network: fate": 8,
  "overseer: behaviour": 8,
  "overseer: dies": 1,
  "overseer: drain": 1,
  "overseer: kill": 4,
  "backend: kill": 3,
  "backend: end": 1,
  "others: stop": 4,
  "store: away": 1,
  "store: share": 1,
  "store: stalled": 1,
  "people: subscribe": 4,
  "people: posture": 6,
  "people: leave": 1
}
