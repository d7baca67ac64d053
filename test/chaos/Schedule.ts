import { Effect } from "effect"
import { type Fault, kinds, type Scene } from "./faults.ts"

/** A fault that was done. Times are milliseconds since the epoch. */
export interface Done {
  readonly kind: string
  readonly says: string
  readonly kills: boolean
  readonly from: number
  to: number
}

/** At most so many faults at once. */
const atOnce = 3

/** Does one fault after the other until it is interrupted; then every fault ends. */
export const trouble = Effect.fnUntraced(function* (
  scene: Scene,
  done: Array<Done>,
  tell: (line: string) => Effect.Effect<void>
) {
  const standing = new Set<string>()
  const play = (fault: Fault) => {
    // @effect-diagnostics-next-line globalDate:off what is done to real processes is told by the machine's clock
    const one: Done = { kind: fault.kind, says: fault.says, kills: fault.kills, from: Date.now(), to: Date.now() }
    done.push(one)
    standing.add(fault.target)
    return tell(fault.says).pipe(
      Effect.andThen(fault.run),
      Effect.ensuring(
        Effect.sync(() => {
          one.to = Date.now()
          standing.delete(fault.target)
        })
      )
    )
  }
  return yield* Effect.gen(function* () {
    while (true) {
      yield* Effect.sleep(scene.random.between(1_000, 6_000))
      const fault = scene.random.pick(kinds)(scene)
      if (fault !== undefined && standing.size < atOnce && !standing.has(fault.target)) {
        yield* Effect.forkScoped(play(fault))
      }
    }
  }).pipe(Effect.scoped)
})
