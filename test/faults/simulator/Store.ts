import { Effect, PubSub, Semaphore } from "effect"
import { Database, type Told, type Written } from "../../../src/adapters/memory/Database.ts"
import { noTables, type Tables } from "../../../src/adapters/memory/Tables.ts"
import { StoreUnavailable } from "../../../src/ports/StoreUnavailable.ts"
import type { Random } from "./Random.ts"
import type { Runtime } from "./Runtime.ts"
import type { Timeline } from "./Timeline.ts"

/** How long a statement is waited for, as the product's adapter does. */
const deadline = 10_000

/**
 * One store for all backends, on a machine of its own. A statement travels, is worked and answered: a client that is gone by then, or
 * has given up, leaves it to be worked all the same.
 */
export const makeStore = (timeline: Timeline) => {
  const links = new Set<(change: Told) => void>()
  let tables = noTables
  let freezes = 0
  const held: Array<() => void> = []

  return {
    links,
    tables: (): Tables => tables,
    write: <A>(change: (tables: Tables) => Written<A>): A => {
      const { answer, tables: next, told } = change(tables)
      tables = next
      for (const one of told) for (const tell of links) tell(one)
      return answer
    },
    /** Works on a statement now, or once it goes on. */
    work: (statement: () => void): void => void (freezes > 0 ? held.push(statement) : statement()),
    freeze: (ms: number): void => {
      freezes++
      timeline.after(ms, () => {
        freezes--
        if (freezes === 0) for (const statement of held.splice(0)) statement()
      })
    }
  }
}

export type Store = ReturnType<typeof makeStore>

/** One backend's way to the store. */
export const makeStoreLink = (timeline: Timeline, runtime: Runtime, random: Random, store: Store) => {
  const changes = runtime.now(PubSub.unbounded<Told>())
  const pending = new Set<() => void>()
  let isOver = false
  let outages = 0
  let deafness = 0
  let slowness = 4
  /** Statements of before the last loss of the connection are not worked any more. */
  let sessions = 0

  const hear = (change: Told) => {
    if (outages > 0 || deafness > 0 || isOver) return
    timeline.after(random.between(0, 30), () => !isOver && PubSub.publishUnsafe(changes, change))
  }
  store.links.add(hear)

  const rereadAll = () => {
    if (outages === 0 && !isOver) PubSub.publishUnsafe(changes, { _tag: "everything" })
  }

  const request = <A>(work: () => A): Effect.Effect<A> =>
    Effect.callback<A>((resume) => {
      const mine = sessions
      const fail = () => done(Effect.die(new StoreUnavailable({})))
      const takeBack = timeline.after(deadline, fail)
      const done = (outcome: Effect.Effect<A>) => {
        takeBack()
        pending.delete(fail)
        resume(outcome)
      }
      pending.add(fail)
      const statement = () => {
        if (mine !== sessions) return
        const outcome = attempt(work)
        timeline.after(random.between(0, slowness), () => pending.has(fail) && done(outcome))
      }
      if (isOver) return
      if (outages === 0) timeline.after(random.between(0, slowness), () => store.work(statement))
      else timeline.after(1, fail)
    })

  const attempt = <A>(work: () => A): Effect.Effect<A> => {
    try {
      return Effect.succeed(work())
    } catch (error) {
      return Effect.die(error)
    }
  }

  const database = Database.of({
    read: (view) => request(() => view(store.tables())),
    write: (change) => request(() => store.write(change)),
    atomically: () => Effect.die("supervision has no use for units of storage"),
    changes,
    leadership: Semaphore.makeUnsafe(1),
    become: () => Effect.die("its condition is a fault's matter"),
    condition: Effect.sync(() => (outages === 0 ? "up" : "away"))
  })

  return {
    database,
    isUp: () => outages === 0 && !isOver,
    /** The connection is lost; what was under way may have been worked or not. */
    away: (ms: number): void => {
      outages++
      sessions++
      for (const fail of pending) fail()
      timeline.after(ms, () => {
        outages--
        if (outages === 0) timeline.after(random.between(0, 300), rereadAll)
      })
    },
    slow: (slowest: number, ms: number): void => {
      slowness = slowest
      timeline.after(ms, () => {
        slowness = 4
      })
    },
    /** Hints are lost for a while, which only shows in the end. */
    deafen: (ms: number): void => {
      deafness++
      timeline.after(ms, () => {
        deafness--
        if (deafness === 0) rereadAll()
      })
    },
    kill: (): void => {
      isOver = true
      store.links.delete(hear)
    }
  }
}

export type StoreLink = ReturnType<typeof makeStoreLink>
