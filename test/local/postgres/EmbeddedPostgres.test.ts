import { tmpdir } from "node:os"
import * as NodeServices from "@effect/platform-node/NodeServices"
import { PgClient } from "@effect/sql-pg"
import { assert, describe, it } from "@effect/vitest"
import { Config, Effect, FileSystem, Option, Redacted, type Scope, Stream } from "effect"
import { ChildProcess } from "effect/process"
import { SqlClient } from "effect/sql"
import * as EmbeddedPostgres from "../../../src/local/postgres/EmbeddedPostgres.ts"
import { startOf } from "../../../src/local/processes/ProcessStart.ts"

const folder = Effect.gen(function* () {
  const fs = yield* FileSystem.FileSystem
  return yield* fs.makeTempDirectoryScoped({ directory: tmpdir(), prefix: "sticky-postgres-" })
})

const query = (server: EmbeddedPostgres.Server, text: string) =>
  SqlClient.SqlClient.use((sql) => sql.unsafe(text)).pipe(
    Effect.provide(PgClient.layer({ url: server.dsn, maxConnections: 1 }))
  )

const start = (dataDir: string, durable = false) => EmbeddedPostgres.start({ dataDir, durable })

const kill = (pid: number) => Effect.sync(() => void process.kill(pid, "SIGKILL"))

const isGone = (pid: number) => Effect.map(startOf(pid), Option.isNone)

/** A process that holds a server on the folder, and the server's pid. */
const holder = Effect.fnUntraced(function* (dataDir: string, programs?: string) {
  const path = yield* Config.String("PATH")
  const handle = yield* ChildProcess.make(process.execPath, [`${import.meta.dirname}/holder.ts`, dataDir], {
    env: { PATH: programs === undefined ? path : `${programs}:${path}` },
    extendEnv: true,
    stderr: "inherit",
    killSignal: "SIGKILL"
  })
  const line = yield* handle.stdout.pipe(Stream.decodeText(), Stream.splitLines, Stream.runHead)
  return {
    pid: Number(handle.pid),
    ended: Effect.exit(handle.exitCode),
    server: Number(Option.getOrThrow(line).split(" ")[1])
  }
})

const live = <A, E>(body: Effect.Effect<A, E, NodeServices.NodeServices | Scope.Scope>) =>
  Effect.provide(body, NodeServices.layer)

describe("the embedded PostgreSQL", () => {
  it.live("answers, sorts by code point, knows Unicode, and is gone when the scope closes", () =>
    live(
      Effect.gen(function* () {
        const dataDir = yield* folder
        const pid = yield* Effect.scoped(
          Effect.gen(function* () {
            const server = yield* start(dataDir)
            const rows = yield* query(
              server,
              "SELECT lower('ÄÉ') AS lower, 'Z' < 'a' AS sorted, current_database() AS name"
            )
            assert.deepStrictEqual(rows[0], { lower: "äé", sorted: true, name: "sticky" })
            return server.pid
          })
        )
        assert.isTrue(yield* isGone(pid))
      })
    )
  )

  it.live("has the same data, password and port at the next start", () =>
    live(
      Effect.gen(function* () {
        const dataDir = yield* folder
        const first = yield* Effect.scoped(
          Effect.tap(start(dataDir), (server) => query(server, "CREATE TABLE kept AS SELECT 42 AS answer"))
        )
        const second = yield* start(dataDir)
        assert.strictEqual(Redacted.value(second.dsn), Redacted.value(first.dsn))
        assert.deepStrictEqual(yield* query(second, "SELECT answer FROM kept"), [{ answer: 42 }])
      })
    )
  )

  it.live("starts at once after its own SIGKILL, and has lost nothing", () =>
    live(
      Effect.gen(function* () {
        const dataDir = yield* folder
        for (let round = 0; round < 3; round++) {
          yield* Effect.scoped(
            Effect.gen(function* () {
              const server = yield* start(dataDir, true)
              yield* query(server, `CREATE TABLE round_${round} (id int)`)
              yield* kill(server.pid)
              yield* server.ended
            })
          )
        }
        const server = yield* start(dataDir)
        assert.strictEqual((yield* query(server, "SELECT 1 FROM pg_tables WHERE tablename LIKE 'round_%'")).length, 3)
      })
    )
  )

  it.live("starts after the SIGKILL of whoever held it, and ends the server that was left", () =>
    live(
      Effect.gen(function* () {
        const dataDir = yield* folder
        const held = yield* holder(dataDir)
        yield* kill(held.pid)
        yield* held.ended
        assert.isFalse(yield* isGone(held.server))
        const server = yield* start(dataDir)
        assert.isTrue(yield* isGone(held.server))
        assert.strictEqual((yield* query(server, "SELECT 1")).length, 1)
      })
    )
  )

  it.live("starts after the SIGKILL of both, holder and server", () =>
    live(
      Effect.gen(function* () {
        const dataDir = yield* folder
        const held = yield* holder(dataDir)
        yield* kill(held.pid)
        yield* kill(held.server)
        const server = yield* start(dataDir)
        assert.strictEqual((yield* query(server, "SELECT 1")).length, 1)
      })
    )
  )

  it.live("spares a stranger who has the pid of a dead server", () =>
    live(
      Effect.gen(function* () {
        const fs = yield* FileSystem.FileSystem
        const dataDir = yield* folder
        const lock = `${dataDir}/cluster/postmaster.pid`
        const stale = yield* Effect.scoped(Effect.andThen(start(dataDir), fs.readFileString(lock)))
        const stranger = yield* ChildProcess.make("sleep", ["60"])
        yield* fs.writeFileString(lock, stale.replace(/^\d+/, String(stranger.pid)))
        yield* start(dataDir)
        assert.isTrue(yield* stranger.isRunning)
      })
    )
  )

  it.live("is refused to a second holder, who is told whose it is", () =>
    live(
      Effect.gen(function* () {
        const dataDir = yield* folder
        const server = yield* start(dataDir)
        const mine = yield* Effect.flip(Effect.scoped(start(dataDir)))
        assert.match(mine.message, new RegExp(`process ${process.pid} already works on ${dataDir}`))
        assert.strictEqual((yield* query(server, "SELECT 1")).length, 1)
      })
    )
  )

  it.live("mends a creation that was cut short, and a lost password", () =>
    live(
      Effect.gen(function* () {
        const fs = yield* FileSystem.FileSystem
        const dataDir = yield* folder
        yield* fs.makeDirectory(`${dataDir}/cluster.new.1`)
        yield* fs.writeFileString(`${dataDir}/cluster.new.1/PG_VERSION`, "1")
        const first = yield* Effect.scoped(start(dataDir))
        assert.isFalse(yield* fs.exists(`${dataDir}/cluster.new.1`))
        yield* fs.remove(`${dataDir}/password`)
        const second = yield* start(dataDir)
        assert.notStrictEqual(Redacted.value(second.dsn), Redacted.value(first.dsn))
        assert.strictEqual((yield* query(second, "SELECT 1")).length, 1)
      })
    )
  )

  it.live("says what to do with data of another major version", () =>
    live(
      Effect.gen(function* () {
        const fs = yield* FileSystem.FileSystem
        const dataDir = yield* folder
        yield* Effect.scoped(start(dataDir))
        yield* fs.writeFileString(`${dataDir}/cluster/PG_VERSION`, "17\n")
        const error = yield* Effect.flip(start(dataDir))
        assert.match(error.message, /^The data in .* were written by PostgreSQL 17, and this is PostgreSQL 18: /)
      })
    )
  )

  const isRoot = process.getuid?.() === 0
  it.live.skipIf(!isRoot)(
    `runs for root also where user namespaces are forbidden, on data that were made in one, and back${isRoot ? "" : " (not root)"}`,
    () =>
      live(
        Effect.gen(function* () {
          const fs = yield* FileSystem.FileSystem
          const dataDir = yield* folder
          const programs = yield* folder
          yield* fs.writeFileString(`${programs}/unshare`, "#!/bin/sh\nexit 1\n", { mode: 0o755 })
          yield* Effect.scoped(start(dataDir))
          const held = yield* holder(dataDir, programs)
          assert.deepStrictEqual((yield* fs.stat(`/proc/${held.server}`)).uid, Option.some(65534))
          yield* kill(held.pid)
          yield* held.ended
          const server = yield* start(dataDir)
          assert.strictEqual((yield* query(server, "SELECT 1")).length, 1)
        })
      )
  )

  it.live("takes another port when its own is taken", () =>
    live(
      Effect.gen(function* () {
        const fs = yield* FileSystem.FileSystem
        const dataDir = yield* folder
        const other = yield* start(yield* folder)
        yield* fs.writeFileString(`${dataDir}/port`, `${other.port}\n`)
        const server = yield* start(dataDir)
        assert.notStrictEqual(server.port, other.port)
      })
    )
  )
})
