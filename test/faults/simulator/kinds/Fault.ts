import type { Random } from "../Random.ts"
import type { Slot, World } from "../World.ts"

/** Does one thing to the world, and says what it did; null where there was nothing to do it to. */
export type Fault = (world: World, random: Random) => string | null

/** One of them, if there are any. */
export const some = <A>(random: Random, from: ReadonlyArray<A>): A | undefined =>
  from[Math.floor(random.next() * from.length)]

/** Reaches no further than the time of trouble does. */
export const atMost = (world: World, ms: number): number =>
  Math.min(ms, Math.max(1, world.plan.trouble - world.timeline.now()))

/** A fault of one backend or of its links. */
export const onBackend =
  (act: (slot: Slot, random: Random, world: World) => string | null): Fault =>
  (world, random) => {
    const slot = some(random, world.slots)
    const did = slot === undefined ? null : act(slot, random, world)
    return did === null ? null : `${slot?.name}: ${did}`
  }
