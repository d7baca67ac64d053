import { readFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { PgConnection } from "@effect/sql-pg"
import { Clock, Effect, FileSystem, Option, Redacted, Schedule, Schema, Stream } from "effect"
import { ChildProcess } from "effect/process"
import * as Jwt from "../../src/adapters/crypto/Jwt.ts"
import { migrate } from "../../src/adapters/pg/Migrations.ts"
import { types } from "../../src/adapters/pg/types.ts"
import { SessionId, UserId } from "../../src/domain/values/Ids.ts"
import { Instant } from "../../src/domain/values/Time.ts"
import { memory } from "../../src/local/launcher/StackPrograms.ts"
import * as EmbeddedPostgres from "../../src/local/postgres/EmbeddedPostgres.ts"
import { freePort } from "../../src/local/processes/freePort.ts"
import { Tokens } from "../../src/ports/Tokens.ts"
import { onTheFirst } from "./Cores.ts"
import { type Crowd, crowd, statementsOf } from "./Crowd.ts"
import { metricsOf } from "./metrics.ts"
import { recorders } from "./Recorders.ts"

const root = join(import.meta.dirname, "../..")
const jwtSecret = "a secret of thirty-two bytes or more, for benches"

class Unready extends Schema.TaggedError<Unready>()("Unready", { message: Schema.String }) {}

/** Bundles the programs, if anything has changed since they were. */
export const bundled = Effect.gen(function* () {
  const make = yield* ChildProcess.make("make", ["--silent", "build"], {
    cwd: root,
    stdin: "ignore",
    stderr: "inherit"
  })
  const code = yield* make.exitCode
  if (code !== 0) return yield* new Unready({ message: "the programs can't be bundled: see make build" })
})

/** A PostgreSQL server of its own with this crowd in it; gives its DSN. */
export const databaseOf = Effect.fnUntraced(function* (size: Crowd) {
  yield* bundled
  const fs = yield* FileSystem.FileSystem
  const dataDir = yield* fs.makeTempDirectoryScoped({ directory: tmpdir(), prefix: "sticky-bench-" })
  const { dsn } = yield* EmbeddedPostgres.start({ dataDir })
  yield* migrate({ dsn, migrationsDir: join(root, "migrations") })
  yield* Effect.scoped(
    Effect.gen(function* () {
      const connection = yield* PgConnection.make({ url: dsn, types })
      yield* Effect.forEach(statementsOf(size), (text) => connection.query(text), { discard: true })
    })
  )
  return dsn
})

export const database = databaseOf(crowd)

/** A session of each of these users; their access tokens, good for an hour. */
export const sessions = Effect.fnUntraced(
  function* (dsn: Redacted.Redacted<string>, userIds: ReadonlyArray<number>) {
    const { sign } = yield* Tokens
    const connection = yield* PgConnection.make({ url: dsn, types })
    const now = yield* Clock.currentTimeMillis
    return yield* Effect.forEach(userIds, (id) =>
      Effect.gen(function* () {
        const [row] = yield* connection.queryValues(
          `INSERT INTO sessions (user_id, token_hash, expires_at)
         VALUES (${id}, 'bench ' || gen_random_uuid(), now() + interval '1 hour') RETURNING id`
        )
        const token = yield* sign({
          userId: UserId.make(id),
          sessionId: SessionId.make(String(row?.[0])),
          role: id === 1 ? "admin" : "user",
          issuedAt: Instant.make(now),
          expiresAt: Instant.make(now + 3_600_000)
        })
        return Redacted.value(token)
      })
    )
  },
  Effect.scoped,
  Effect.provide(Jwt.layer(Redacted.make(jwtSecret)))
)

/** What the kernel says of a process; null where it says nothing. */
export const usageOf = (pid: number) => {
  try {
    const status = readFileSync(`/proc/${pid}/status`, "utf8")
    const ticks = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1]?.split(" ") ?? []
    return {
      /** Mebibytes of memory. */
      resident: Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) / 1024,
      /** Those that hold no part of a file: of files, such as Node's own, all processes have the same. */
      own: Number(/RssAnon:\s+(\d+)/.exec(status)?.[1]) / 1024,
      /** Those, and of what others have as well its share. */
      share: Number(/^Pss:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, "utf8"))?.[1]) / 1024,
      /** The most there ever was. */
      peak: Number(/VmHWM:\s+(\d+)/.exec(status)?.[1]) / 1024,
      /** Milliseconds of processor time so far. */
      cpu: (Number(ticks[11]) + Number(ticks[12])) * 10
    }
  } catch {
    return null
  }
}

/** Starts a program on the measured core; ends it with the scope. */
export const program = Effect.fnUntraced(function* (
  args: ReadonlyArray<string>,
  env: Readonly<Record<string, string>>
) {
  const [command, rest] = onTheFirst(process.execPath, args)
  const handle = yield* ChildProcess.make(command, rest, { cwd: root, env, extendEnv: true, stdin: "ignore" })
  const said: Array<string> = []
  yield* handle.all.pipe(
    Stream.decodeText(),
    Stream.runForEach((text) => Effect.sync(() => void said.push(text))),
    Effect.ignore,
    Effect.forkScoped
  )
  return { pid: handle.pid, said }
})

/** Asks until the address answers well. */
export const answering = (url: string, said: ReadonlyArray<string>) =>
  Effect.tryPromise(() => fetch(url).then((response) => (response.ok ? Option.some(true) : Option.none()))).pipe(
    Effect.catch(() => Effect.succeedNone),
    Effect.repeat({ schedule: Schedule.spaced("20 millis"), while: Option.isNone }),
    Effect.timeoutOrElse({
      duration: "60 seconds",
      orElse: () => new Unready({ message: `${url} does not answer; the program said:\n${said.join("")}` })
    })
  )

/** Waits until the process has done what it does after its start: half a second in which it was idle for the most part. */
const rest = (pid: number) =>
  Effect.gen(function* () {
    const before = usageOf(pid)?.cpu ?? 0
    yield* Effect.sleep("500 millis")
    return (usageOf(pid)?.cpu ?? 0) - before
  }).pipe(Effect.repeat({ until: (busy) => busy < 150, times: 40 }))

export interface Running {
  readonly port: number
  readonly pid: number
  /** Milliseconds from its start to its first good answer. */
  readonly readyAfter: number
}

/**
 * The backend as `make run` runs it, from its bundle, on the database of this crowd, with its recorders whose heartbeats come or,
 * for a quiet one, don't; just started. `began` is when, in milliseconds since the epoch; `answers` waits until it answers well.
 */
export const started = Effect.fnUntraced(function* (dsn: Redacted.Redacted<string>, quiet = false, size = crowd) {
  const fs = yield* FileSystem.FileSystem
  const overseer = yield* recorders(quiet, size)
  const port = yield* freePort(0)
  const mediaRoot = yield* fs.makeTempDirectoryScoped({ directory: tmpdir(), prefix: "sticky-bench-media-" })
  const began = yield* Clock.currentTimeMillis
  const { pid, said } = yield* program(["dist/backend.js"], {
    PORT: String(port),
    DB_DSN: Redacted.value(dsn),
    JWT_SECRET: jwtSecret,
    OVERSEER_URL: `ws://127.0.0.1:${overseer.port}/ws`,
    MEDIA_ROOT: mediaRoot,
    MIGRATIONS_DIR: join(root, "migrations"),
    ...memory,
    PUBLIC_DIR: join(root, "public"),
    LOG_LEVEL: "warn"
  })
  return { port, pid, began, overseer, answers: answering(`http://127.0.0.1:${port}/api/readyz`, said), said }
})

/** Waits until a list can be answered: until then some are told to come again. */
const known = (port: number, { sources }: Crowd) =>
  Effect.repeat(
    Effect.map(metricsOf(port), (metrics) => metrics.get("sticky_dvr_sources_known") ?? 0),
    { schedule: Schedule.spaced("50 millis"), while: (now) => now < sources }
  )

/** The same, ready to answer and at rest. */
export const backend = Effect.fnUntraced(function* (dsn: Redacted.Redacted<string>, quiet = false, size = crowd) {
  const { answers, began, overseer, pid, port, said } = yield* started(dsn, quiet, size)
  yield* answers
  const readyAfter = (yield* Clock.currentTimeMillis) - began
  yield* answering(`http://127.0.0.1:${port}/api/health`, said)
  yield* known(port, size)
  yield* rest(pid)
  return { port, pid, readyAfter, overseer } satisfies Running & { readonly overseer: unknown }
})

/** Keeps what is written down about recorders from being written, or read, for so many seconds. */
export const stall = Effect.fnUntraced(function* (dsn: Redacted.Redacted<string>, seconds: number) {
  const connection = yield* PgConnection.make({ url: dsn, types })
  const statements = [
    "BEGIN",
    "LOCK TABLE runs, recordings, worker_events IN ACCESS EXCLUSIVE MODE",
    `SELECT pg_sleep(${seconds})`,
    "COMMIT"
  ]
  yield* Effect.forEach(statements, (text) => connection.query(text), { discard: true })
}, Effect.scoped)

const Page = Schema.Struct({ next_cursor: Schema.NullOr(Schema.String) })
const decodePage = Schema.decodeUnknownSync(Page)

/** Asks for everybody's subscriptions page by page, to the last. */
export const allPages = Effect.fnUntraced(function* (port: number, token: string) {
  let cursor: string | null = null
  do {
    const from: string = cursor === null ? "" : `&cursor=${cursor}`
    const page = yield* Effect.promise(() =>
      fetch(`http://127.0.0.1:${port}/api/subscriptions?limit=500${from}`, {
        headers: { authorization: `Bearer ${token}` }
      }).then((answer) => answer.json())
    )
    cursor = decodePage(page).next_cursor
  } while (cursor !== null)
})
