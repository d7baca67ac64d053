/** Starts an embedded PostgreSQL on the folder given and holds it: for tests that kill this process. */
import * as NodeServices from "@effect/platform-node/NodeServices"
import { Console, Effect } from "effect"
import * as EmbeddedPostgres from "../../../src/local/postgres/EmbeddedPostgres.ts"

const [, , dataDir = ""] = process.argv

EmbeddedPostgres.start({ dataDir, durable: false }).pipe(
  Effect.flatMap((server) => Console.log(`server ${server.pid}`)),
  Effect.andThen(Effect.never),
  Effect.scoped,
  Effect.provide(NodeServices.layer),
  Effect.runFork
)
