import { Effect, HashMap, PubSub, Semaphore } from "effect"
import { Database, type Notice, type Written } from "../../../src/adapters/memory/Database.ts"
import { noTables, type Tables, withNextTerm } from "../../../src/adapters/memory/Tables.ts"
import { StoreUnavailable } from "../../../src/ports/StoreUnavailable.ts"
import type { Random } from "./Random.ts"
import type { Process } from "./Runtime.ts"
import type { Timeline } from "./Timeline.ts"

/** How long a statement is waited for, as the product's adapter does. */
const deadline = 10_000

/**
 * One store for all backends, on a machine of its own. A statement travels, is worked and answered: a client that is gone by then, or
 * has given up, leaves it to be worked all the same.
 */
export const makeStore = (timeline: Timeline, committed: () => void) => {
  const links = new Set<(change: Notice) => void>()
  // Recordings went to the share before: another disk in its place is known for what it is.
  let tables: Tables = { ...noTables, devices: HashMap.make(["/recordings", "share"]) }
  let freezes = 0
  let thawedAt = 0
  const held: Array<() => void> = []
  /** Slow statements of backends that were killed, which arrive all the same. */
  let bequeathed = 0
  let lastBequest = 0

  return {
    links,
    tables: (): Tables => tables,
    write: <A>(change: (tables: Tables) => Written<A>): A => {
      const { answer, tables: next, notices } = change(tables)
      tables = next
      for (const one of notices) for (const tell of links) tell(one)
      committed()
      return answer
    },
    /** Begins a term of leadership. */
    raise: (): number => {
      tables = withNextTerm(tables)
      return tables.term
    },
    /** Works on a statement now, or once it goes on. */
    work: (statement: () => void): void => void (freezes > 0 ? held.push(statement) : statement()),
    /** Since when it answers, and nobody who is no more changes anything; now while it is not so. */
    answersSince: (): number => (freezes > 0 || bequeathed > 0 ? timeline.now() : Math.max(thawedAt, lastBequest)),
    bequeath: (statements: number): void => {
      bequeathed += statements
    },
    inherit: (): void => {
      bequeathed--
      lastBequest = timeline.now()
    },
    freeze: (ms: number): void => {
      freezes++
      timeline.after(ms, () => {
        freezes--
        if (freezes === 0) thawedAt = timeline.now()
        if (freezes === 0) for (const statement of held.splice(0)) statement()
      })
    }
  }
}

export type Store = ReturnType<typeof makeStore>

/** The longest that a statement travels. */
const quick = 4

/** One backend's way to the store. */
export const makeStoreLink = (timeline: Timeline, process: Process, random: Random, store: Store) => {
  const changes = process.now(PubSub.unbounded<Notice>())
  const pending = new Set<() => void>()
  let isOver = false
  let outages = 0
  let wellSince = 0
  /** Statements of a slow time that are still waited for. */
  let slowOnes = 0
  let travelling = 0
  let deafness = 0
  let slowness = quick
  /** Statements of before the last loss of the connection are not worked any more. */
  let sessions = 0

  const hear = (change: Notice) => {
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
      const isSlow = slowness > quick
      if (isSlow) slowOnes++
      const fail = () => done(Effect.die(new StoreUnavailable({})))
      const takeBack = timeline.after(deadline, fail)
      const over = () => {
        takeBack()
        if (pending.delete(fail) && isSlow) {
          slowOnes--
          wellSince = timeline.now()
        }
      }
      const done = (outcome: Effect.Effect<A>) => {
        over()
        resume(outcome)
      }
      pending.add(fail)
      let isCancelled = false
      const statement = () => {
        if (isSlow) travelling--
        if (isSlow && isOver) store.inherit()
        if (mine !== sessions || isCancelled) return
        const outcome = attempt(work)
        timeline.after(random.between(0, slowness), () => pending.has(fail) && done(outcome))
      }
      if (isOver) return Effect.void
      if (isSlow && outages === 0) travelling++
      if (outages === 0) timeline.after(random.between(0, slowness), () => store.work(statement))
      else timeline.after(1, fail)
      // A backend that runs cancels what it does not wait for any more; one that was killed does not.
      return Effect.sync(() => {
        over()
        isCancelled = !isOver
      })
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
    /** Since when it is as it should be, and nothing is waited for that was asked before. */
    wellSince: () => (outages > 0 || deafness > 0 || slowness > quick || slowOnes > 0 ? timeline.now() : wellSince),
    /** The connection is lost; what was under way may have been worked or not. */
    away: (ms: number): void => {
      outages++
      sessions++
      for (const fail of pending) fail()
      timeline.after(ms, () => {
        outages--
        wellSince = timeline.now()
        if (outages === 0) timeline.after(random.between(0, 300), rereadAll)
      })
    },
    slow: (slowest: number, ms: number): void => {
      slowness = slowest
      timeline.after(ms, () => {
        slowness = quick
        wellSince = timeline.now()
      })
    },
    /** Hints are lost for a while, which only shows in the end. */
    deafen: (ms: number): void => {
      deafness++
      timeline.after(ms, () => {
        deafness--
        wellSince = timeline.now()
        if (deafness === 0) rereadAll()
      })
    },
    kill: (): void => {
      if (!isOver) store.bequeath(travelling)
      isOver = true
      store.links.delete(hear)
    }
  }
}

export type StoreLink = ReturnType<typeof makeStoreLink>
