import { atMost, type Fault, onBackend } from "./Fault.ts"

/** The store and the disk. */
export const stores: Readonly<Record<string, Fault>> = {
  away: (world, random) => {
    const ms = atMost(world, random.pick([100, 3_000, 15_000, 40_000]))
    for (const { link, seat } of world.backends()) {
      link.away(ms)
      seat.lose()
    }
    return `the store is away for ${ms} ms`
  },
  "one way": onBackend((slot, random, world) => {
    const ms = atMost(world, random.between(100, 30_000))
    slot.backend?.link.away(ms)
    slot.backend?.seat.lose()
    return `the store can't be reached for ${ms} ms`
  }),
  stalled: (world, random) => {
    const ms = atMost(world, random.pick([1_000, 6_000, 20_000, 40_000]))
    world.store.freeze(ms)
    if (ms > 4_000) for (const { seat } of world.backends()) seat.cutOff(ms)
    return `the store answers nothing for ${ms} ms`
  },
  slow: onBackend((slot, random, world) => {
    const slowest = random.pick([500, 3_000, 12_000])
    slot.backend?.link.slow(slowest, atMost(world, random.between(1_000, 30_000)))
    return `statements take up to ${slowest} ms`
  }),
  deaf: onBackend((slot, random, world) => {
    const ms = atMost(world, random.between(500, 6_000))
    slot.backend?.link.deafen(ms)
    return `hears of no changes for ${ms} ms`
  }),
  disk: (world, random) => {
    world.moods.freeSpace = random.pick([1e12, 1e12, 1_000])
    return world.moods.freeSpace < 1e9 ? "the disk is full" : "there is free space"
  },
  share: (world, random) => {
    world.moods.storage = random.pick([null, null, "read_only", "not_mounted", "mute", "broken"])
    return world.moods.storage === null ? "the share is well" : `the share is ${world.moods.storage}`
  }
}
