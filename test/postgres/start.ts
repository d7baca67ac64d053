import { tmpdir } from "node:os"
import * as NodeServices from "@effect/platform-node/NodeServices"
import { Effect, FileSystem, Path } from "effect"
import * as EmbeddedPostgres from "../../src/local/postgres/EmbeddedPostgres.ts"
import * as Leftover from "../../src/local/postgres/Leftover.ts"
import * as ProcessFile from "../../src/local/processes/ProcessFile.ts"
import { isAlive } from "../../src/local/processes/ProcessStart.ts"

const prefix = "sticky-test-postgres-"

/** Ends servers and removes data that killed test runs left. */
const sweep = Effect.gen(function* () {
  const fs = yield* FileSystem.FileSystem
  const path = yield* Path.Path
  for (const name of yield* fs.readDirectory(tmpdir())) {
    if (!name.startsWith(prefix)) continue
    const folder = path.join(tmpdir(), name)
    const claims = yield* ProcessFile.read(folder)
    const alive = yield* Effect.forEach(claims, isAlive)
    if (claims.length === 0 || alive.includes(true)) continue
    yield* Leftover.clear(path.join(folder, "cluster"))
    yield* fs.remove(folder, { recursive: true, force: true })
  }
})

/** A server for tests, in a temporary folder that goes with the scope; gives the DSN of its database `postgres`. */
export const start = Effect.gen(function* () {
  const fs = yield* FileSystem.FileSystem
  yield* Effect.ignore(sweep)
  const dataDir = yield* fs.makeTempDirectoryScoped({ directory: tmpdir(), prefix })
  const server = yield* EmbeddedPostgres.start({ dataDir, durable: false })
  // Even when the run is cut short.
  const end = () => void process.kill(server.pid, "SIGINT")
  yield* Effect.acquireRelease(
    Effect.sync(() => process.once("exit", end)),
    () => Effect.sync(() => process.removeListener("exit", end))
  )
  return server.dsnOf("postgres")
}).pipe(Effect.orDie, Effect.provide(NodeServices.layer))
