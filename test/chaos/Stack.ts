import { mkdirSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { Effect, Option, Redacted, Schema, Stream } from "effect"
import { ChildProcess } from "effect/process"
import { place } from "../local/launcher/Launched.ts"
import { eventually } from "../stack/eventually.ts"
import * as Clock from "./Clock.ts"
import type { Origin } from "./Origin.ts"
import { relay } from "./Relay.ts"
import * as Storage from "./Storage.ts"

export const adminPassword = "a password for chaos"

const Upstreams = Schema.fromJsonString(Schema.Struct({ overseer: Schema.String, database: Schema.String }))

/** Quick, so that minutes are enough; a threshold that faults done to a recorder don't reach. */
const settings = `
check_interval: 5s
heartbeat_interval: 2s
segment_length: 1m
restart_delay: 1s
restart_delay_max: 8s
error_window: 10m
error_threshold: 30
reconcile_interval: 5s
start_concurrency: 10
min_free_space: 20000000
`

/** `make run`'s stack on a data folder of its own, whose storage and whose connections between programs can be disturbed. */
export const stack = Effect.fnUntraced(function* (
  origin: Origin,
  megabytes: number,
  withClock: boolean,
  log: (line: string) => void
) {
  const { dataDir, folder, port } = yield* place
  const mediaRoot = join(folder, "recordings")
  const clock = withClock ? Clock.clock(folder) : undefined
  const storage = yield* Storage.make(folder, mediaRoot, megabytes)
  const channels = join(folder, "channels.yaml")
  const seed = join(folder, "settings.yaml")
  const upstreamsFile = join(folder, "upstreams.json")
  mkdirSync(dataDir, { recursive: true })
  writeFileSync(
    channels,
    origin.names.map((name) => `${name}: http://127.0.0.1:${origin.port}/${name}/index.m3u8\n`).join("")
  )
  writeFileSync(seed, settings)

  const upstreams = () =>
    Option.getOrUndefined(
      Option.flatMap(
        Option.liftThrowable(() => readFileSync(upstreamsFile, "utf8"))(),
        Schema.decodeUnknownOption(Upstreams)
      )
    )
  const portOf = (address: string | undefined) => (address === undefined ? undefined : Number(new URL(address).port))
  const toOverseer = yield* relay(() => portOf(upstreams()?.overseer))
  const toDatabase = yield* relay(() => portOf(upstreams()?.database))

  const address = `http://127.0.0.1:${port}`
  let wanted = true
  let current: number | undefined
  // As a service manager does it: a launcher that is gone is started again.
  const life = Effect.gen(function* () {
    const handle = yield* ChildProcess.make(process.execPath, [join(import.meta.dirname, "stack/launcher.ts")], {
      env: {
        DATA_DIR: dataDir,
        PORT: String(port),
        MEDIA_ROOT: mediaRoot,
        CHANNELS: channels,
        CONFIG_SEED: seed,
        ADMIN_PASSWORD: adminPassword,
        BCRYPT_COST: "4",
        CHAOS_UPSTREAMS: upstreamsFile,
        CHAOS_OVERSEER_PORT: String(toOverseer.port),
        CHAOS_DATABASE_PORT: String(toDatabase.port),
        ...clock?.env
      },
      extendEnv: true,
      detached: true,
      stdin: "ignore",
      killSignal: "SIGKILL"
    })
    current = handle.pid
    yield* handle.all.pipe(
      Stream.decodeText(),
      Stream.splitLines,
      Stream.runForEach((line) => Effect.sync(() => log(line))),
      Effect.ignore,
      Effect.forkScoped
    )
    yield* Effect.ignore(handle.exitCode)
    current = undefined
  }).pipe(Effect.scoped)
  yield* Effect.whileLoop({
    while: () => wanted,
    body: () => Effect.andThen(life, Effect.sleep("1 second")),
    step: () => {}
  }).pipe(Effect.forkScoped)

  const ready = eventually(
    "the backend",
    Effect.promise(() =>
      fetch(`${address}/api/readyz`, { signal: AbortSignal.timeout(5_000) }).then(
        (response) => (response.ok ? Option.some(true) : Option.none()),
        () => Option.none()
      )
    )
  )
  return {
    address,
    dataDir,
    mediaRoot,
    storage,
    /** The time of day that its programs see, if it can be set. */
    clock,
    toOverseer,
    toDatabase,
    ready,
    /** Where overseer and database are, past the relays; undefined before a backend was started. */
    upstreams,
    /** The same of the database alone. */
    database: () => Option.map(Option.fromUndefinedOr(upstreams()), ({ database }) => Redacted.make(database)),
    launcher: () => current,
    /** Asks the launcher to end, and does not start it again. */
    end: Effect.sync(() => {
      wanted = false
      if (current !== undefined) process.kill(current, "SIGTERM")
    })
  }
})

export type Stack = Effect.Success<ReturnType<typeof stack>>
