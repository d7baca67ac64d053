import { Deferred, Effect, Option, Queue } from "effect"
import * as Loop from "../runtime/Loop.ts"
import type { Material } from "./Material.ts"

/** What comes of material, in its order; no bytes where nothing does. */
export type Develop<E> = (materials: ReadonlyArray<Material>) => Effect.Effect<ReadonlyArray<Uint8Array>, E>

interface Job {
  /** Read only when its turn comes, so that what waits takes no memory. */
  readonly material: Effect.Effect<Option.Option<Material>>
  readonly done: Deferred.Deferred<Option.Option<Uint8Array>>
}

/** So many wait at most; beyond, there is no picture for now. */
const longest = 500

const nothing: Uint8Array = new Uint8Array(0)

/** Makes pictures one batch after the other: of all that waits when one is done, at most `batch`. */
export const lane = Effect.fnUntraced(function* <E extends { readonly message: string }>(
  name: string,
  batch: number,
  develop: Develop<E>
) {
  const queue = yield* Queue.dropping<Job>(longest)
  let running = 0

  const settle = Effect.fnUntraced(function* (jobs: ReadonlyArray<Job>) {
    const materials = yield* Effect.forEach(jobs, ({ material }) => material)
    const some = materials.flatMap(Option.toArray)
    const made = yield* develop(some)
    for (const [i, { done }] of jobs.entries()) {
      const at = Option.map(materials[i] ?? Option.none(), (material) => some.indexOf(material))
      yield* Deferred.succeed(
        done,
        Option.some(Option.match(at, { onNone: () => nothing, onSome: (n) => made[n] ?? nothing }))
      )
    }
  })

  yield* Loop.run(
    name,
    Effect.gen(function* () {
      const jobs = yield* Queue.takeBetween(queue, 1, batch)
      running = 1
      yield* settle(jobs).pipe(
        Effect.catch(({ message }) => Effect.logWarning(`${name}: none can be made now`, message)),
        Effect.ensuring(
          Effect.suspend(() => {
            running = 0
            return Effect.forEach(jobs, ({ done }) => Deferred.succeed(done, Option.none()), { discard: true })
          })
        )
      )
    })
  )

  return {
    /** The picture made of some material, in its turn; no bytes where nothing can be made of it, none where that can't be tried now. */
    make: Effect.fnUntraced(function* (material: Job["material"]) {
      const done = yield* Deferred.make<Option.Option<Uint8Array>>()
      if (!(yield* Queue.offer(queue, { material, done }))) return Option.none<Uint8Array>()
      return yield* Deferred.await(done)
    }),
    running: () => running,
    waiting: Queue.size(queue)
  }
})
