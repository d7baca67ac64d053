import { Effect, Exit } from "effect"
import { Leadership } from "../../../src/ports/Leadership.ts"
import type { Random } from "./Random.ts"
import type { Store, StoreLink } from "./Store.ts"
import type { Timeline } from "./Timeline.ts"

/** The lock that the store gives to one session at a time. */
export const makeLock = (store: Store) => {
  let holder: object | null = null
  return {
    /** The number of the term that begins; null while another session has the lock. */
    take: (session: object): number | null => {
      if (holder !== null) return null
      holder = session
      return store.raise()
    },
    release: (session: object): void => {
      if (holder === session) holder = null
    },
    holder: () => holder
  }
}

export type Lock = ReturnType<typeof makeLock>

/** One backend's candidacy: it leads while its session holds the lock and nothing makes it doubt that. */
export const makeSeat = (timeline: Timeline, random: Random, lock: Lock, link: StoreLink) => {
  let session: object | null = null
  let ledSince = 0
  let doubt: (() => void) | null = null
  let isOver = false
  let bars = 0

  const acquire = Effect.callback<number>((resume) => {
    let takeBack = () => {}
    const ask = () => {
      const mine = {}
      const term = !isOver && bars === 0 && link.isUp() ? lock.take(mine) : null
      if (term !== null) {
        session = mine
        ledSince = timeline.now()
        return resume(Effect.succeed(term))
      }
      takeBack = timeline.after(random.between(950, 1_050), ask)
    }
    takeBack = timeline.after(random.between(1, 20), ask)
    return Effect.sync(() => takeBack())
  })

  const doubtful = Effect.callback<"doubt">((resume) => {
    doubt = () => resume(Effect.succeed("doubt" as const))
  })

  const release = Effect.sync(() => {
    if (session !== null && !isOver) lock.release(session)
    session = null
    doubt = null
  })

  const port = Leadership.of({
    lead: Effect.fnUntraced(function* <E, R>(work: (term: number) => Effect.Effect<never, E, R>) {
      while (true) {
        const term = yield* acquire
        const outcome = yield* Effect.ensuring(Effect.raceFirst(Effect.exit(work(term)), doubtful), release)
        if (Exit.isExit(outcome)) return yield* outcome
        yield* Effect.sleep("1 second")
      }
    })
  })

  return {
    port,
    /** Whether the store agrees that it leads, and whether it itself does. */
    leads: () => session !== null && lock.holder() === session,
    believes: () => session !== null,
    /** When it last began to lead. */
    ledSince: () => ledSince,
    /** The store ends the session: the lock is free at once, and the backend hears of it soon. */
    lose: (): void => {
      if (session === null) return
      lock.release(session)
      timeline.after(random.between(0, 50), () => doubt?.())
    },
    /** The session is cut off: its backend doubts after 3 to 4 s, the store ends it after 5. */
    cutOff: (ms: number): void => {
      bars++
      timeline.after(ms, () => {
        bars--
      })
      const mine = session
      if (mine === null) return
      timeline.after(random.between(3_000, 4_000), () => session === mine && doubt?.())
      timeline.after(5_000, () => lock.release(mine))
    },
    kill: (): void => {
      isOver = true
      const mine = session
      if (mine !== null) timeline.after(random.between(0, 100), () => lock.release(mine))
    }
  }
}

export type Seat = ReturnType<typeof makeSeat>
