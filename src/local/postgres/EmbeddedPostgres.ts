import * as NodeCrypto from "@effect/platform-node/NodeCrypto"
import { Effect, FileSystem, Path, Redacted, Schedule } from "effect"
import * as Claim from "../processes/Claim.ts"
import { keptPort } from "../processes/freePort.ts"
import * as Binaries from "./Binaries.ts"
import * as Cluster from "./Cluster.ts"
import * as Leftover from "./Leftover.ts"
import { PostgresUnavailable } from "./PostgresUnavailable.ts"
import * as Postmaster from "./Postmaster.ts"
import * as Unprivileged from "./Unprivileged.ts"

export interface Options {
  /** A folder of its own, made with mode 0700: the cluster, the password and the port are kept there. */
  readonly dataDir: string
  /** The port to listen on. Without it: the port of the last time if it is free, else any free one. */
  readonly port?: number | undefined
  /** False trades safety against crashes of the machine for speed; true unless said. */
  readonly durable?: boolean | undefined
  readonly onLog?: Postmaster.Hooks["onLog"] | undefined
  /** Never returns unless said. */
  readonly hurry?: Postmaster.Hooks["hurry"] | undefined
}

/** A running server, on 127.0.0.1. */
export interface Server {
  readonly port: number
  readonly pid: number
  /** Where the product's database is. */
  readonly dsn: Redacted.Redacted<string>
  /** The same for another database of the server; `postgres` always exists. */
  readonly dsnOf: (database: string) => Redacted.Redacted<string>
  /** Returns, with the last lines of the log, when the server is gone, asked or not. */
  readonly ended: Effect.Effect<ReadonlyArray<string>>
}

/**
 * Starts PostgreSQL on `dataDir`, whatever state a crash left it in, and keeps it until the scope closes, which shuts it
 * down cleanly. Fails when another living process has the folder, or with a sentence for people when there is no server
 * for this machine or it refuses to run.
 */
export const start = Effect.fn("EmbeddedPostgres.start")(
  function* (options: Options) {
    const fs = yield* FileSystem.FileSystem
    const path = yield* Path.Path
    yield* fs.makeDirectory(options.dataDir, { recursive: true, mode: 0o700 })
    const dataDir = yield* fs.realPath(options.dataDir)
    yield* Claim.hold(dataDir, "postgres")
    const { owner, wrap } = yield* Unprivileged.find
    const tools: Cluster.Tools = { ...(yield* Binaries.find), wrap, durable: options.durable ?? true }
    yield* Leftover.clear(path.join(dataDir, "cluster"))
    yield* Unprivileged.own(path.join(dataDir, "cluster"), owner)
    const { cluster, password } = yield* Cluster.ensure(tools, dataDir)

    const hooks = { onLog: options.onLog ?? (() => Effect.void), hurry: options.hurry ?? Effect.never }
    // A port may be taken in the last moment, and orphans of a killed server may need a moment to leave.
    const attempt = Effect.gen(function* () {
      const port = options.port ?? (yield* keptPort(path.join(dataDir, "port")))
      return { ...(yield* Postmaster.launch(tools, cluster, port, hooks)), port }
    })
    const server = yield* attempt.pipe(
      Effect.retry({
        while: (error) => error._tag === "ServerGaveUp" && error.isPassing,
        schedule: Schedule.spaced("200 millis"),
        times: 50
      })
    )
    const dsnOf = (database: string) =>
      Redacted.make(`postgres://${Cluster.role}:${Redacted.value(password)}@127.0.0.1:${server.port}/${database}`)
    return { ...server, dsn: dsnOf(Cluster.database), dsnOf } satisfies Server
  },
  (effect, { dataDir }) =>
    effect.pipe(
      Effect.catchTags({
        ServerGaveUp: (error) =>
          new PostgresUnavailable({ message: `PostgreSQL does not start on ${dataDir}: ${error.message}.` }),
        PlatformError: (error) =>
          new PostgresUnavailable({ message: `PostgreSQL can't use its folder ${dataDir}: ${error.message}.` })
      }),
      Effect.provide(NodeCrypto.layer)
    )
)
