import { existsSync, readdirSync, statSync } from "node:fs"
import { join } from "node:path"
import { assert } from "@effect/vitest"
import { Effect, Option, Schema, Stream } from "effect"
import { ChildProcess } from "effect/process"
import { place, processesOf } from "../local/launcher/Launched.ts"
import { eventually } from "./eventually.ts"

const root = join(import.meta.dirname, "../..")

const View = Schema.Struct({
  status: Schema.String,
  reason: Schema.String,
  pid: Schema.NullOr(Schema.Int),
  session_started_at: Schema.NullOr(Schema.String)
})

const Events = Schema.Struct({ events: Schema.Array(Schema.Struct({ event_type: Schema.String })) })
const Drivers = Schema.Struct({ known: Schema.Literal(true) })
const SignedIn = Schema.Struct({ access_token: Schema.String })

/** A person with the API in hand; every call carries this person's access token. */
const person = (address: string, token: string) => {
  const ask = (method: string, path: string, body?: unknown, headers: Readonly<Record<string, string>> = {}) =>
    Effect.promise(() =>
      fetch(`${address}/api${path}`, {
        method,
        headers: {
          ...headers,
          authorization: `Bearer ${token}`,
          ...(body !== undefined && { "content-type": "application/json" })
        },
        ...(body !== undefined && { body: JSON.stringify(body) })
      }).then((response) =>
        response.json().then(
          (answer: unknown) => ({ status: response.status, body: answer }),
          () => ({ status: response.status, body: null })
        )
      )
    )
  const view = (source: string) =>
    Effect.flatMap(ask("GET", `/subscriptions/${source}`), ({ body }) => Schema.decodeUnknownEffect(View)(body))
  return {
    ask,
    view,
    events: (source: string) =>
      ask("GET", `/sources/${source}/events`).pipe(
        Effect.flatMap(({ body }) => Schema.decodeUnknownEffect(Events)(body)),
        Effect.map(({ events }) => events.map(({ event_type }) => event_type))
      ),
    /** Waits until the overseer has described its drivers: before, no address finds its own. */
    hasDrivers: eventually(
      "the drivers",
      Effect.map(ask("GET", "/drivers"), ({ body }) => (Schema.is(Drivers)(body) ? Option.some(body) : Option.none()))
    ),
    /** Waits until the source has this status for this person. */
    sees: (source: string, status: string) =>
      eventually(
        `${source} to be ${status}`,
        view(source).pipe(
          Effect.map((one) => (one.status === status ? Option.some(one) : Option.none())),
          Effect.catch(() => Effect.succeedNone)
        )
      )
  }
}

export const adminPassword = "a password for tests"

/** The product as `make run` starts it, from its bundles, on a data folder of its own. */
export const product = Effect.fnUntraced(function* (env: Readonly<Record<string, string>> = {}) {
  const { dataDir, port } = yield* place
  const address = `http://127.0.0.1:${port}`
  let output = ""

  const launch = Effect.gen(function* () {
    const handle = yield* ChildProcess.make(process.execPath, [join(root, "dist/launcher.js")], {
      env: { DATA_DIR: dataDir, PORT: String(port), ADMIN_PASSWORD: adminPassword, BCRYPT_COST: "4", ...env },
      extendEnv: true,
      detached: true,
      stdin: "ignore",
      stdout: "pipe",
      stderr: "pipe"
    })
    let told = ""
    yield* handle.all.pipe(
      Stream.decodeText(),
      Stream.runForEach((text) =>
        Effect.sync(() => {
          told += text
          output += text
        })
      ),
      Effect.ignore,
      Effect.forkScoped
    )
    yield* ready.pipe(
      Effect.raceFirst(
        Effect.flatMap(Effect.ignore(handle.exitCode), () => Effect.die(new Error("the launcher ended")))
      ),
      Effect.tapCause(() => Effect.logError(`the launcher said:\n${told}`))
    )
    return handle
  })

  const ready = eventually(
    "the backend",
    Effect.promise(() =>
      fetch(`${address}/api/readyz`).then(
        (response) => (response.ok ? Option.some(true) : Option.none()),
        () => Option.none()
      )
    )
  )

  const pidOf = (bundle: string) =>
    Effect.map(processesOf(dataDir), (lines) => {
      const line = lines.find((one) => one.includes(`/${bundle}.js`) || one.includes(` ${bundle}.js`))
      return line === undefined ? undefined : Number.parseInt(line, 10)
    })

  /** Sends the backend a signal; the effect that it gives waits until another backend is ready. */
  const signalBackend = Effect.fnUntraced(function* (signal: NodeJS.Signals) {
    const before = yield* pidOf("backend")
    assert.isDefined(before, "there is no backend")
    process.kill(before, signal)
    const replaced = eventually(
      "another backend",
      Effect.map(pidOf("backend"), (pid) => (pid !== undefined && pid !== before ? Option.some(pid) : Option.none()))
    )
    return { replaced: Effect.andThen(replaced, ready) }
  })

  const signIn = (username: string, password: string) =>
    Effect.promise(() =>
      fetch(`${address}/api/auth/login`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ username, password })
      }).then((response) => response.json())
    ).pipe(
      Effect.flatMap(Schema.decodeUnknownEffect(SignedIn)),
      Effect.map(({ access_token }) => person(address, access_token))
    )

  const recordings = (source: string): ReadonlyArray<string> => {
    const folder = join(dataDir, "recordings", source)
    if (!existsSync(folder)) return []
    return readdirSync(folder, { recursive: true, encoding: "utf8" })
      .filter((file) => file.endsWith(".ts"))
      .map((file) => join(folder, file))
      .sort()
  }

  return {
    address,
    dataDir,
    /** All that every launcher and its programs printed so far. */
    output: () => output,
    launch,
    ready,
    signIn,
    recordings,
    sizeOf: (file: string) => statSync(file).size,
    processes: processesOf(dataDir),
    /** The id of the process that runs this bundle for us. */
    pidOf,
    signalBackend,
    /** Kills the backend and waits until another one is ready. */
    crashBackend: Effect.flatMap(signalBackend("SIGKILL"), ({ replaced }) => replaced),
    recorders: Effect.map(processesOf(dataDir), (lines) => lines.filter((one) => one.includes("recorder.js")))
  }
})
