import type { Random } from "../Random.ts"
import type { Slot, World } from "../World.ts"
import { atMost, type Fault, onBackend } from "./Fault.ts"

const bootLater = (slot: Slot, random: Random, world: World) => {
  world.timeline.after(random.between(100, 20_000), () => slot.backend === null && world.boot(slot))
}

/** The backends. */
export const backends: Readonly<Record<string, Fault>> = {
  kill: onBackend((slot, random, world) => {
    if (slot.backend === null) return null
    world.end(slot, "kill")
    bootLater(slot, random, world)
    return "is killed"
  }),
  end: onBackend((slot, random, world) => {
    if (slot.backend === null) return null
    world.end(slot, "end")
    bootLater(slot, random, world)
    return "is asked to end"
  }),
  "lose leadership": onBackend((slot) => {
    slot.backend?.seat.lose()
    return "its session of leadership is ended"
  }),
  "cut leader off": onBackend((slot, random, world) => {
    const ms = atMost(world, random.between(4_000, 30_000))
    slot.backend?.seat.cutOff(ms)
    return `its session of leadership is cut off, and can't be had anew for ${ms} ms`
  })
}
