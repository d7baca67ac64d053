import { Context, Effect, Layer } from "effect"
import { leftNoRoom } from "../../domain/recordings/roomWords.ts"
import { type Instant, later, type Millis } from "../../domain/values/Time.ts"
import { timeline } from "../../runtime/Timeline.ts"
import { LiveState } from "../supervision/live/LiveState.ts"
import { roomNeeded } from "./roomNeeded.ts"

/** How long what was erased may take to leave room, and how long nothing more is erased for it where it did not. */
const patience: Millis = 120_000
const pause: Millis = 24 * 3_600_000

/** That no more is erased for room, by what people's clocks show: of so many bytes that were erased only so many became free. */
export interface RoomStopped {
  readonly since: Instant
  readonly until: Instant
  readonly bytes: number
  readonly freed: number
}

/** What was erased for room: how much was free before, or at the least since it was told that it left no room. */
interface LetGo {
  readonly free: number
  readonly bytes: number
  readonly at: Instant
  readonly stopped: RoomStopped | null
}

/**
 * Whether recordings are to go for a disk that is nearly full. A disk on which erasing leaves no room, as with snapshots, links, or another
 * that fills it, would take the whole library: what was erased must show before more of it goes.
 */
export class MakingRoom extends Context.Service<
  MakingRoom,
  {
    /** The bytes for which recordings are to go whatever the rules say of them; 0 while there is room, starts wait instead, or erasing is to show first. */
    readonly needed: Effect.Effect<number>
    /** So many bytes were erased for room where so many were free. */
    readonly erased: (bytes: number, free: number) => void
    /** Why room that is needed is not made; null while it is made, is not needed, or another backend leads. */
    readonly stopped: () => RoomStopped | null
  }
>()("sticky-dvr/app/recordings/MakingRoom") {}

export const layer = Layer.effect(
  MakingRoom,
  Effect.gen(function* () {
    const live = yield* LiveState
    const { now, toWall } = yield* timeline
    let letGo: LetGo | null = null

    const mayGoOn = Effect.gen(function* () {
      const { checkedAt, free } = live.storage()
      if (letGo === null) return true
      if (free === null || checkedAt === null || checkedAt <= letGo.at) return false
      if (free - letGo.free >= letGo.bytes / 2 || now() >= later(letGo.at, pause)) {
        letGo = null
        return true
      }
      if (now() < later(letGo.at, patience)) return false
      if (letGo.stopped === null) {
        const { at, bytes } = letGo
        const until = toWall(later(at, pause))
        const stopped = { since: toWall(now()), until, bytes, freed: Math.max(0, free - letGo.free) }
        letGo = { ...letGo, stopped }
        yield* Effect.logWarning(leftNoRoom(stopped))
      }
      letGo = { ...letGo, free: Math.min(letGo.free, free) }
      return false
    })

    return MakingRoom.of({
      needed: Effect.map(mayGoOn, (goesOn) => (goesOn ? roomNeeded(live) : 0)),
      erased: (bytes, free) => {
        letGo = { bytes, free, at: now(), stopped: null }
      },
      stopped: () => (live.leading() && roomNeeded(live) > 0 ? (letGo?.stopped ?? null) : null)
    })
  })
)
