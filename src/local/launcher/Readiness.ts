import { Console, Deferred, Effect, Schedule } from "effect"
import { FetchHttpClient, HttpClient } from "effect/http"
import { refused } from "../../environment/ExitCodes.ts"
import { type LaunchRefused, refuse } from "./LaunchRefused.ts"

/** Where people find a server that listens on this address. */
export const urlOf = (host: string, port: number) => {
  const reachable = host === "0.0.0.0" ? "127.0.0.1" : host === "::" ? "::1" : host
  return `http://${reachable.includes(":") ? `[${reachable}]` : reachable}:${port}`
}

/** Returns when the backend says that it is ready. */
const awaitReady = (url: string) =>
  HttpClient.get(`${url}/api/readyz`).pipe(
    Effect.flatMap((response) => (response.status === 200 ? Effect.void : Effect.fail("not yet"))),
    Effect.timeout("2 seconds"),
    Effect.retry(Schedule.spaced("100 millis")),
    Effect.orDie,
    Effect.provide(FetchHttpClient.layer)
  )

/**
 * Follows the backend's lives and tells people each time that it is ready. `failed` fails when it refuses its settings or its
 * database before it was ever ready: then it said why, and another try would say it again. Whatever else ends it may pass.
 */
export const watch = Effect.fnUntraced(function* (url: string) {
  const ready = yield* Deferred.make<void>()
  const failed = yield* Deferred.make<never, LaunchRefused>()
  return {
    started: Effect.gen(function* () {
      yield* awaitReady(url)
      yield* Deferred.succeed(ready, undefined)
      yield* Console.log(`Sticky DVR is ready: ${url}`)
    }),
    ended: Effect.fnUntraced(function* (cause: string) {
      if ((yield* Deferred.isDone(ready)) || cause !== `exit code ${refused}`) return
      yield* Deferred.fail(failed, refuse(`The backend can't start (${cause}); its lines above say why.`))
    }),
    failed: Deferred.await(failed)
  }
})
