import { Cause, Console, Duration, Effect, type Scope } from "effect"
import * as Loop from "../../runtime/Loop.ts"

/** A life shorter than this counts as a failure to start. */
const shortLife = Duration.seconds(10)

/** The pause before the next start, by how many short lives came one after another. */
const pause = (shortLives: number) =>
  Duration.min(Duration.seconds(30), Duration.millis(100 * 2 ** Math.min(Math.max(shortLives - 1, 0), 9)))

/** A life that ends by what nobody foresaw is over like any other. */
const ended = <R>(life: Effect.Effect<string, never, R>) =>
  Effect.catchCauseIf(
    life,
    (cause) => !Cause.hasInterruptsOnly(cause),
    (cause) => Effect.as(Effect.logError("a fault of the launcher", cause), "by a fault of the launcher")
  )

/**
 * Lives one life after another beside the caller, until the scope closes: `life` starts the program, waits for its end and gives
 * the cause in words. After a good life it starts again at once; short lives wait longer and longer, up to half a minute, and from
 * the third on people are told so.
 */
export const keepRunning = <R>(
  name: string,
  life: Effect.Effect<string, never, R>
): Effect.Effect<void, never, R | Scope.Scope> =>
  Effect.suspend(() => {
    let shortLives = 0
    const turn = Effect.gen(function* () {
      const [age, cause] = yield* Effect.timed(ended(life))
      shortLives = Duration.isLessThan(age, shortLife) ? shortLives + 1 : 0
      const wait = pause(shortLives)
      yield* Console.error(
        shortLives < 3
          ? `The ${name} ended (${cause}) and is started again.`
          : `The ${name} keeps ending (${shortLives} times in a row, the last time: ${cause}); its lines above say why, and it is started again in ${Duration.format(wait)}.`
      )
      yield* Effect.sleep(wait)
    })
    return Loop.run(`lives of the ${name}`, turn)
  })
