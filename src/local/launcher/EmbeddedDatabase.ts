import { Console, Deferred, Effect } from "effect"
import * as EmbeddedPostgres from "../postgres/EmbeddedPostgres.ts"
import { ServerGaveUp } from "../postgres/PostgresUnavailable.ts"
import { keepRunning } from "./KeepRunning.ts"
import { type LaunchRefused, refuse } from "./LaunchRefused.ts"

/** The log also tells of every refused statement, which is the backend's business. */
const matters = (line: string) => /PANIC|could not (write|extend|fsync|open|create)/.test(line)

/**
 * Keeps the embedded PostgreSQL running until the scope closes. `dsn` waits for the first start; later starts keep it.
 * It fails with the reason when there is no server.
 */
export const keep = Effect.fn("EmbeddedDatabase.keep")(function* (
  dataDir: string,
  prefix: string,
  hurry: Effect.Effect<void>
) {
  const first = yield* Deferred.make<EmbeddedPostgres.Server, LaunchRefused>()
  let port: number | undefined
  const start = Effect.suspend(() =>
    EmbeddedPostgres.start({
      dataDir,
      port,
      hurry,
      onLog: (line) => (matters(line) ? Console.error(prefix + line) : Effect.void)
    })
  )
  const life = Effect.gen(function* () {
    const server = yield* start
    port = server.port
    yield* Deferred.succeed(first, server)
    const log = yield* server.ended
    return log.some((line) => /FATAL|PANIC/.test(line)) ? new ServerGaveUp({ log }).message : "it was killed"
  }).pipe(
    Effect.scoped,
    Effect.catch((error) => Effect.as(Deferred.fail(first, refuse(error.message)), error.message))
  )
  yield* keepRunning("database server", life)
  return { dsn: Effect.map(Deferred.await(first), (server) => server.dsn) }
})
