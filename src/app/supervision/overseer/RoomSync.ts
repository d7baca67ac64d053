import { Context, Effect, Layer } from "effect"
import { foundNoRoom, waitsUntil } from "../../../domain/supervision/Hold.ts"
import { type DriverPool, type PoolInfo, roomOf, unlimited } from "../../../domain/supervision/Room.ts"
import { lastEnded } from "../../../domain/supervision/RunOrder.ts"
import type { Instant } from "../../../domain/values/Time.ts"
import { type DriverInfo, type NotConnected, Overseer } from "../../../ports/Overseer.ts"
import { lived } from "../../../runtime/Timeline.ts"
import { LiveState } from "../live/LiveState.ts"

/** Asks the overseer for the room that it has, before a start would find out the hard way. */
export class RoomSync extends Context.Service<
  RoomSync,
  {
    /** Asks on this connection and tells the live state; an overseer that does not answer is taken to have room. */
    readonly look: (connection: number) => Effect.Effect<void, NotConnected>
  }
>()("sticky-dvr/app/supervision/overseer/RoomSync") {}

/** Whether a driver has slots or a bounded queue of its own, so that it has to be asked for by itself. */
const hasOwn = ({ limit, queue }: DriverInfo): boolean => limit > 0 || (queue?.enabled === true && queue.size > 0)

/** How many starts of each driver wait at the overseer, or are on their way. */
const waitingByDriver = (live: LiveState["Service"]): ReadonlyMap<string, number> => {
  const counts = new Map<string, number>()
  for (const { phase, sourceId } of live.openRuns()) {
    const driver = phase === "running" ? undefined : live.source(sourceId)?.driver
    if (driver !== undefined) counts.set(driver, (counts.get(driver) ?? 0) + 1)
  }
  return counts
}

/** The drivers of which a start found no room so lately that its wait is not over. */
const triedInVain = (live: LiveState["Service"], now: Instant): ReadonlySet<string> => {
  const drivers = new Set<string>()
  for (const stored of live.sources()) {
    const last = lastEnded(live.runsOf(stored.id))
    if (last !== null && last.endedAt !== null && foundNoRoom(last) && waitsUntil(last, last.endedAt) > now)
      drivers.add(stored.driver)
  }
  return drivers
}

export const layer = Layer.effect(
  RoomSync,
  Effect.gen(function* () {
    const overseer = yield* Overseer
    const live = yield* LiveState

    const read = Effect.fnUntraced(function* (connection: number, askedAt: Instant) {
      const drivers = [...(live.drivers()?.values() ?? [])]
      const overall = yield* overseer.pool(connection)
      const owns = new Map<string, PoolInfo>()
      for (const { name } of drivers.filter(hasOwn)) owns.set(name, yield* overseer.pool(connection, name))
      const waiting = waitingByDriver(live)
      const inVain = triedInVain(live, askedAt)
      return roomOf(
        overall,
        new Map(
          drivers.map(({ name, queue }): [string, DriverPool] => [
            name,
            {
              own: owns.get(name) ?? null,
              queue: queue ?? null,
              waiting: waiting.get(name) ?? 0,
              triedInVain: inVain.has(name)
            }
          ])
        ),
        live.room(),
        askedAt
      )
    })

    return RoomSync.of({
      look: Effect.fn("RoomSync.look")(function* (connection) {
        const askedAt = yield* lived
        const room = yield* Effect.catchTag(read(connection, askedAt), "NoAnswer", ({ message }) =>
          Effect.as(Effect.logWarning(message), unlimited)
        )
        live.setRoom(room)
      })
    })
  })
)
