import { readFileSync } from "node:fs"
import { join } from "node:path"
import { Effect, Option, Stream } from "effect"
import { ChildProcess } from "effect/process"
import { freePort } from "../../src/local/processes/freePort.ts"
import { eventually } from "../stack/eventually.ts"
import { type Relay, relay } from "./Relay.ts"
import type { Stack } from "./Stack.ts"
import type { Table } from "./Table.ts"

/** One of several backends of an installation, with ways of its own to overseer and database. */
export interface Backend {
  readonly name: string
  readonly address: string
  readonly toOverseer: Relay
  readonly toDatabase: Relay
  /** Its process; undefined while there is none. */
  readonly pid: () => number | undefined
  /** Whether it leads, by its own word. */
  readonly leads: () => boolean
}

/** Whether a backend leads, by the lines that it says, and by the launcher's of its end: a new process may lead before it listens. */
export const leading = () => {
  let leads = false
  return {
    hear: (line: string) => {
      if (/this backend leads/.test(line)) leads = true
      else if (/no longer leads|The backend (?:ended|keeps ending)/.test(line)) leads = false
    },
    ended: () => {
      leads = false
    },
    leads: () => leads
  }
}

const root = join(import.meta.dirname, "../..")

const moved = (address: string, port: number): string => {
  const url = new URL(address)
  url.port = String(port)
  return url.href
}

/** The backend that the launcher runs. */
export const launched = (stack: Stack, table: Table, leads: () => boolean): Backend => ({
  name: "backend 1",
  address: stack.address,
  toOverseer: stack.toOverseer,
  toDatabase: stack.toDatabase,
  pid: () => table.alive("backend")[0]?.pid,
  leads
})

/** Another backend beside the one that the launcher runs, started again whenever it ends; it is ready when this is done. */
export const beside = Effect.fnUntraced(function* (stack: Stack, number: number, log: (line: string) => void) {
  const name = `backend ${number}`
  const { database, overseer } = yield* Effect.orDie(Effect.fromOption(Option.fromUndefinedOr(stack.upstreams())))
  const portOf = (address: string | undefined) => (address === undefined ? undefined : Number(new URL(address).port))
  const toOverseer = yield* relay(() => portOf(stack.upstreams()?.overseer))
  const toDatabase = yield* relay(() => portOf(stack.upstreams()?.database))
  const port = yield* freePort(0)
  const address = `http://127.0.0.1:${port}`
  const secret = (file: string) => readFileSync(join(stack.dataDir, file), "utf8").trim()
  const { ended, hear, leads } = leading()
  let current: number | undefined
  const life = Effect.gen(function* () {
    const handle = yield* ChildProcess.make(process.execPath, [join(root, "dist/backend.js")], {
      env: {
        HOST: "127.0.0.1",
        PORT: String(port),
        DB_DSN: moved(database, toDatabase.port),
        OVERSEER_URL: moved(overseer, toOverseer.port),
        OVERSEER_SECRET: secret("overseer-secret"),
        JWT_SECRET: secret("jwt-secret"),
        MEDIA_ROOT: stack.mediaRoot,
        IDENTITY: "token",
        PUBLIC_DIR: join(root, "public"),
        MIGRATIONS_DIR: join(root, "migrations"),
        BCRYPT_COST: "4"
      },
      extendEnv: true,
      stdin: "ignore",
      killSignal: "SIGKILL"
    })
    current = handle.pid
    yield* handle.all.pipe(
      Stream.decodeText(),
      Stream.splitLines,
      Stream.runForEach((line) =>
        Effect.sync(() => {
          hear(line)
          log(`${name} | ${line}`)
        })
      ),
      Effect.ignore,
      Effect.forkScoped
    )
    yield* Effect.ignore(handle.exitCode)
    current = undefined
    ended()
  }).pipe(Effect.scoped)
  yield* Effect.forkScoped(Effect.forever(Effect.andThen(life, Effect.sleep("1 second"))))
  const isReady = fetchable(`${address}/api/readyz`)
  yield* eventually(
    name,
    Effect.map(isReady, (ready) => (ready ? Option.some(true) : Option.none()))
  )
  const backend: Backend = { name, address, toOverseer, toDatabase, pid: () => current, leads }
  return backend
})

/** Whether an address answers well within five seconds. */
export const fetchable = (url: string) =>
  Effect.promise(() =>
    fetch(url, { signal: AbortSignal.timeout(5_000) }).then(
      (response) => response.ok,
      () => false
    )
  )
