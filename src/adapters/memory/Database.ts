import { Context, Effect, Latch, Layer, PubSub, Semaphore } from "effect"
import type { SourceId } from "../../domain/values/Ids.ts"
import type { Change } from "../../ports/Changes.ts"
import { StoreUnavailable } from "../../ports/StoreUnavailable.ts"
import { noTables, type Tables } from "./Tables.ts"

/** A change as it is told to all who share the tables; `by` is the `Database` of the journal that wrote it. */
export type Notice =
  | Exclude<Change, { readonly _tag: "sources" }>
  | { readonly _tag: "sources"; readonly ids: ReadonlyArray<SourceId> | "all"; readonly by?: unknown }

/** What a write leads to: its answer, what is stored from now on, and what others are told of it. */
export interface Written<A> {
  readonly answer: A
  readonly tables: Tables
  readonly notices: ReadonlyArray<Notice>
}

/** `away`: everything dies with `StoreUnavailable`; `stalled`: everything waits. */
export type Condition = "up" | "away" | "stalled"

/**
 * One world of tables that all memory adapters share; backends that share it have each a `Database` object of their own. Writes
 * and units of storage come one after the other; readers outside a unit see only what is committed.
 */
export class Database extends Context.Service<
  Database,
  {
    readonly read: <A>(view: (tables: Tables) => A) => Effect.Effect<A>
    /** Stores what `change` says. What it throws becomes a defect, and nothing is stored. */
    readonly write: <A>(change: (tables: Tables) => Written<A>) => Effect.Effect<A>
    readonly atomically: <A, E, R>(effect: Effect.Effect<A, E, R>) => Effect.Effect<A, E, R>
    readonly changes: PubSub.PubSub<Notice>
    /** Held by whoever leads of those who share the tables. */
    readonly leadership: Semaphore.Semaphore
    /** Plays an outage, or its end, which `everything` then tells. */
    readonly become: (condition: Condition) => Effect.Effect<void>
    readonly condition: Effect.Effect<Condition>
  }
>()("sticky-dvr/adapters/memory/Database") {}

interface Unit {
  tables: Tables
  notices: ReadonlyArray<Notice>
  open: boolean
}

const CurrentUnit = Context.Reference<Unit | null>("sticky-dvr/adapters/memory/CurrentUnit", {
  defaultValue: () => null
})

export const layer = Layer.effect(
  Database,
  Effect.gen(function* () {
    const changes = yield* PubSub.unbounded<Notice>()
    const oneAtATime = yield* Semaphore.make(1)
    const leadership = yield* Semaphore.make(1)
    const moving = yield* Latch.make(true)
    let committed = noTables
    let condition: Condition = "up"

    const reachable = Effect.suspend(() => (condition === "away" ? Effect.die(new StoreUnavailable({})) : Effect.void))
    const guard = Effect.suspend(() => (condition === "up" ? Effect.void : Effect.andThen(moving.await, reachable)))

    const alone = <A, E, R>(effect: Effect.Effect<A, E, R>) => oneAtATime.withPermit(Effect.andThen(guard, effect))

    const commit = (tables: Tables, notices: ReadonlyArray<Notice>) => {
      committed = tables
      for (const change of notices) PubSub.publishUnsafe(changes, change)
    }

    const writeInto = <A>(unit: Unit, change: (tables: Tables) => Written<A>) => {
      if (!unit.open) throw new Error("the unit of storage has ended")
      const { answer, tables, notices } = change(unit.tables)
      unit.tables = tables
      unit.notices = [...unit.notices, ...notices]
      return answer
    }

    const begin = <A, E, R>(effect: Effect.Effect<A, E, R>) =>
      Effect.suspend(() => {
        const unit: Unit = { tables: committed, notices: [], open: true }
        return Effect.uninterruptibleMask((restore) =>
          restore(Effect.tap(Effect.provideService(effect, CurrentUnit, unit), () => guard)).pipe(
            Effect.onExit((exit) =>
              Effect.sync(() => {
                unit.open = false
                if (exit._tag === "Success") commit(unit.tables, unit.notices)
              })
            )
          )
        )
      })

    const savepoint = <A, E, R>(unit: Unit, effect: Effect.Effect<A, E, R>) =>
      Effect.suspend(() => {
        const { tables, notices } = unit
        return Effect.onExit(effect, (exit) =>
          Effect.sync(() => {
            if (exit._tag === "Success") return
            unit.tables = tables
            unit.notices = notices
          })
        )
      })

    return Database.of({
      read: (view) =>
        Effect.andThen(
          guard,
          Effect.map(CurrentUnit, (unit) => view(unit === null ? committed : unit.tables))
        ),
      write: (change) =>
        Effect.flatMap(CurrentUnit, (unit) =>
          unit !== null
            ? Effect.andThen(
                guard,
                Effect.sync(() => writeInto(unit, change))
              )
            : alone(
                Effect.sync(() => {
                  const { answer, tables, notices } = change(committed)
                  commit(tables, notices)
                  return answer
                })
              )
        ),
      atomically: (effect) =>
        Effect.flatMap(CurrentUnit, (unit) => (unit !== null ? savepoint(unit, effect) : alone(begin(effect)))),
      changes,
      leadership,
      become: (next) =>
        Effect.gen(function* () {
          if (next === condition) return
          condition = next
          if (next === "stalled") return yield* Effect.asVoid(moving.close)
          yield* moving.open
          if (next === "up") yield* PubSub.publish(changes, { _tag: "everything" })
        }),
      condition: Effect.sync(() => condition)
    })
  })
)
