import { assert, describe, it } from "@effect/vitest"
import { HashMap } from "effect"
import { past } from "../../src/adapters/memory/past.ts"
import { coverage } from "../../src/domain/recordings/Coverage.ts"
import { lossesWithin } from "../../src/domain/recordings/Losses.ts"
import { Instant } from "../../src/domain/values/Time.ts"
import { planOf } from "./simulator/Plan.ts"
import { makeWorld, type World } from "./simulator/World.ts"
import { type Channel, channel, channels, type Programme } from "./truth/Channel.ts"
import { falsehoods } from "./truth/judge.ts"

const [second, minute] = [1_000, 60_000]
const hour = 60 * minute

const always: Programme = { off: [], broken: [] }
const span = (from: number, seconds: number) => ({ from: from * second, to: (from + seconds) * second })

/** What is done at which second of an hour. */
type Script = Readonly<Record<number, (world: World) => void>>

/** An hour of a product that records these channels, and what it tells of it in the end beside what they served. */
const played = (programmes: Readonly<Record<string, Programme>>, script: Script) => {
  const sources = Object.keys(programmes)
  const all = new Map<string, Channel>(sources.map((name) => [name, channel(programmes[name] ?? always)]))
  const plan = {
    ...planOf(1),
    backends: 1,
    sources,
    users: ["alice"],
    settings: { ...planOf(1).settings, reconcile_interval: "5s", start_concurrency: 5, error_threshold: 30 },
    limit: 0,
    queueSize: null,
    dedupes: false,
    startsWhileDraining: false,
    skew: 0,
    stepped: true
  }
  const errors: Array<string> = []
  const silent = { starting: () => {}, stopping: () => {}, closed: () => {}, told: () => {} }
  const world: World = makeWorld(
    plan,
    {
      spy: () => silent,
      spawned: () => {},
      exited: () => {},
      queued: () => {},
      stoppedTwice: () => {},
      died: () => {},
      committed: () => {},
      log: (level, message) => {
        if (level === "Error" || level === "Fatal") errors.push(message)
      }
    },
    channels(all, () => world.moods.storage === null)
  )
  world.people.save({})
  for (const source of sources) world.people.subscribe("alice", source)
  for (const slot of world.slots) world.boot(slot)
  const walls: Array<Instant> = []
  for (let at = 0; at < hour; at += second) {
    world.timeline.run(at)
    walls.push(world.timeline.wall())
    script[at / second]?.(world)
  }
  world.timeline.run(hour)
  const [from, to] = [walls[0] ?? Instant.make(0), world.timeline.wall()]
  const sentences = sources.flatMap((name) => {
    const row = HashMap.toValues(world.store.tables().sources).find(({ username }) => username === name)
    const facts = past(world.store.tables(), row?.id ?? (0 as never), from, to)
    const told = coverage({ ...facts, knownSince: row?.createdAt ?? from }, from, to)
    const own = all.get(name) ?? channel(always)
    const going = world
      .backends()[0]
      ?.live()
      ?.openRuns()
      .find(({ sourceId }) => sourceId === row?.id)
    const lost = lossesWithin(facts.events, going ?? null, from, to) / second
    return falsehoods(told, own, walls, lost).map((one) => `${name}: ${one}`)
  })
  return { sentences: [...errors, ...sentences], kept: all, world }
}

const slotOf = (world: World) => world.slots[0] ?? assert.fail("there is no backend")

describe("an hour of channels that know what they served", () => {
  it("is told to two seconds a stretch: off the air, losses, and all that can happen to each program", () => {
    const { kept, sentences } = played(
      {
        steady: always,
        evening: { off: [span(700, 240), span(1_900, 7)], broken: [] },
        // Off the air just while nobody listens, or nobody can write it down.
        restless: { off: [span(305, 8), span(425, 15), span(1_210, 12), span(1_401, 6), span(2_600, 50)], broken: [] },
        lossy: { off: [], broken: [span(120, 5), span(150, 1), span(3_000, 9)] }
      },
      {
        // A backend that is killed, and one that ends in order.
        300: (world) => world.end(slotOf(world), "kill"),
        320: (world) => world.boot(slotOf(world)),
        420: (world) => world.end(slotOf(world), "end"),
        450: (world) => world.boot(slotOf(world)),
        // Recorders that die, an overseer that dies with them, and one that drains.
        540: ({ overseer }) => overseer.exit(overseer.live()[0] ?? assert.fail("nothing runs"), -1),
        660: ({ overseer }) => overseer.die(false),
        1000: ({ overseer }) => overseer.drain(),
        // A store that is away, and a link that is.
        1200: (world) => slotOf(world).backend?.link.away(60 * second),
        1400: (world) => slotOf(world).backend?.client.wire()?.cut(),
        // A share that can't be written for a while.
        1600: ({ moods }) => Object.assign(moods, { storage: "read_only" }),
        1660: ({ moods }) => Object.assign(moods, { storage: null }),
        // Clocks that are set.
        2000: ({ timeline }) => timeline.step(90 * second),
        2200: ({ timeline }) => timeline.step(-120 * second),
        // A night in which everything is off.
        2500: (world) => {
          world.overseer.die(false)
          world.end(slotOf(world), "kill")
        },
        2900: (world) => world.boot(slotOf(world))
      }
    )
    for (const one of kept.values()) assert.isAtLeast(one.written.length, 5)
    assert.deepStrictEqual(sentences, [])
  })

  it("is told so too where one thing befalls them while another lasts", () => {
    const { kept, sentences } = played(
      {
        steady: always,
        other: always,
        // Off the air, and back, while a store is frozen, a backend away or an overseer gone.
        restless: {
          off: [span(312, 20), span(603, 15), span(905, 12), span(1_205, 10), span(1_805, 8), span(2_602, 20)],
          broken: []
        },
        lossy: { off: [], broken: [span(340, 6), span(604, 3), span(1_225, 4), span(2_310, 5)] }
      },
      {
        // A store that is frozen while a recorder dies, its overseer with all others, and then the backend.
        300: ({ store }) => store.freeze(60 * second),
        305: ({ overseer }) => overseer.exit(overseer.live()[0] ?? assert.fail("nothing runs"), -1),
        310: ({ overseer }) => overseer.die(false),
        330: (world) => world.end(slotOf(world), "kill"),
        333: (world) => world.boot(slotOf(world)),
        // A backend that is away while a recorder dies, and comes to a store that is.
        600: (world) => world.end(slotOf(world), "kill"),
        601: ({ overseer }) => overseer.exit(overseer.live()[0] ?? assert.fail("nothing runs"), 1),
        602: ({ store }) => store.freeze(40 * second),
        610: (world) => world.boot(slotOf(world)),
        // A link that is cut, behind which the overseer dies, while the store is frozen.
        900: (world) => slotOf(world).backend?.client.wire()?.cut(),
        901: ({ overseer, store }) => {
          overseer.die(false)
          store.freeze(30 * second)
        },
        // All at once, as when a machine is started again.
        1200: (world) => {
          world.store.freeze(30 * second)
          world.overseer.die(false)
          world.end(slotOf(world), "kill")
        },
        1210: (world) => world.boot(slotOf(world)),
        // A share that can't be written, and a backend that does not see it come back.
        1500: ({ moods }) => Object.assign(moods, { storage: "read_only" }),
        1510: (world) => world.end(slotOf(world), "kill"),
        1540: ({ moods }) => Object.assign(moods, { storage: null }),
        1545: (world) => world.boot(slotOf(world)),
        // Clocks that are set while the store is frozen, and while nobody looks.
        1800: ({ overseer, store, timeline }) => {
          store.freeze(30 * second)
          timeline.step(45 * second)
          overseer.exit(overseer.live()[1] ?? assert.fail("nothing runs"), -1)
        },
        2000: (world) => {
          world.end(slotOf(world), "kill")
          world.timeline.step(-60 * second)
          world.overseer.die(false)
        },
        2005: (world) => world.boot(slotOf(world)),
        // An overseer that drains while the store is frozen.
        2300: ({ overseer, store }) => {
          store.freeze(30 * second)
          overseer.drain()
        },
        // A backend that ends in order and can write nothing down any more.
        2600: ({ store }) => store.freeze(50 * second),
        2610: (world) => world.end(slotOf(world), "end"),
        2640: (world) => world.boot(slotOf(world)),
        // A night that begins while the store is frozen.
        2990: ({ store }) => store.freeze(60 * second),
        3000: (world) => {
          world.overseer.die(false)
          world.end(slotOf(world), "kill")
        },
        3300: (world) => world.boot(slotOf(world))
      }
    )
    for (const one of kept.values()) assert.isAtLeast(one.written.length, 5)
    assert.deepStrictEqual(sentences, [])
  })
})
