import { Array as Arr, Effect, Layer } from "effect"
import { oldestFor, type Ruled } from "../../domain/recordings/StorageRules.ts"
import { showKey } from "../../domain/subscriptions/Names.ts"
import { type Instant, later, type Millis } from "../../domain/values/Time.ts"
import { Atomically } from "../../ports/Atomically.ts"
import { Library } from "../../ports/Library.ts"
import { unlessAway } from "../../ports/storeAway.ts"
import * as Loop from "../../runtime/Loop.ts"
import { timeline } from "../../runtime/Timeline.ts"
import { Auditing } from "../accounts/Auditing.ts"
import { LiveState } from "../supervision/live/LiveState.ts"
import { folderIsThere } from "./folderIsThere.ts"
import { MakingRoom } from "./MakingRoom.ts"
import { nobodysEyes } from "./nobodysEyes.ts"
import { Postponed } from "./Postponed.ts"
import { storagePlan } from "./storagePlan.ts"

/** From one look at the disk to the next, and how often the rules are asked. */
const pace = "10 seconds"
const round: Millis = 600_000

/** So many recordings are put into the trash in one unit, and at most so many for room before the disk is looked at again. */
const atATime = 20
const mostForRoom = 5

/** Under what name the log has what nobody did. */
const nobody = { userId: null, name: "storage rules", address: null }

/**
 * Puts into the trash at the backend that leads what no rule keeps, in small steps, each on record; and, where the settings say so, the oldest
 * recordings once the disk is nearly full and the trash is empty. Each is looked at once more before: what is kept by then stays.
 */
export const layer = Layer.effectDiscard(
  Effect.gen(function* () {
    const atomically = yield* Atomically
    const auditing = yield* Auditing
    const library = yield* Library
    const live = yield* LiveState
    const plan = yield* storagePlan
    const postponed = yield* Postponed
    const room = yield* MakingRoom
    const { now, toWall } = yield* timeline
    let asked = Number.NEGATIVE_INFINITY as Instant

    const isWell = (): boolean => live.leading() && folderIsThere(live)

    const step = (some: ReadonlyArray<Ruled>, why: string) =>
      atomically.run(
        Effect.gen(function* () {
          const planned = new Map(some.map((one) => [one.id, one.endedAt]))
          const claimed = yield* library.claim([...planned.keys()], nobodysEyes)
          const gone = claimed.filter(
            ({ endedAt, id, keptAt, trashedAt }) =>
              keptAt === null && trashedAt === null && endedAt !== null && endedAt === planned.get(id)
          )
          if (gone.length === 0) return
          yield* library.trash(
            gone.map(({ id }) => id),
            toWall(now())
          )
          yield* Effect.forEach(
            gone,
            (entry) =>
              auditing.recordOf(nobody, {
                action: "recording.trash",
                subject: showKey(entry),
                detail: `${entry.session}, ${why}`
              }),
            { discard: true }
          )
        })
      )

    const carryOut = (gone: ReadonlyArray<Ruled>, why: string) =>
      Effect.forEach(Arr.chunksOf(gone, atATime), (some) => (isWell() ? step(some, why) : Effect.void), {
        discard: true
      })

    const makeRoom = Effect.gen(function* () {
      const needed = yield* room.needed
      if (needed === 0) return
      // What is in the trash goes first, if it can.
      const inTrash = yield* library.expired(toWall(now()), postponed.count() + 1)
      if (inTrash.some(({ id }) => !postponed.isWaiting(id))) return
      const oldest = oldestFor(yield* library.ruled, needed, toWall(now()))
      yield* carryOut(oldest.slice(0, mostForRoom), "the disk is nearly full")
    })

    const turn = Effect.gen(function* () {
      yield* makeRoom
      if (now() < later(asked, round)) return
      yield* carryOut(yield* plan(), "no rule keeps it")
      asked = now()
    })

    yield* Loop.run(
      "storage rules",
      Effect.gen(function* () {
        yield* Effect.sleep(pace)
        if (isWell()) yield* unlessAway(turn, undefined)
      })
    )
  })
)
