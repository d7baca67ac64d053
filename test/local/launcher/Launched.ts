import { readdirSync, readFileSync, readlinkSync } from "node:fs"
import { tmpdir } from "node:os"
import * as NodeServices from "@effect/platform-node/NodeServices"
import { assert } from "@effect/vitest"
import { Effect, FileSystem, Option, Path, Schedule, Schema, Stream } from "effect"
import { ChildProcess } from "effect/process"
import { ownPort } from "../../ownPort.ts"

/** Spares a test the making of a database that it is not about. Nothing asks this one for anything. */
export const ownDatabase = { DB_DSN: "postgres://nobody:secret@127.0.0.1:5432/nothing" }

/** What a stand-in answers about itself. */
export const StandIn = Schema.fromJsonString(
  Schema.Struct({
    pid: Schema.Int,
    recorder: Schema.optionalKey(Schema.Int),
    cwd: Schema.String,
    env: Schema.Record(Schema.String, Schema.String)
  })
)

/** Repeats until it succeeds with something; gives up, saying what it waited for, after a minute. */
export const eventually = <A, E, R>(what: string, attempt: Effect.Effect<Option.Option<A>, E, R>) =>
  attempt.pipe(
    Effect.repeat({ schedule: Schedule.spaced("20 millis"), while: Option.isNone }),
    Effect.flatMap(Effect.fromOption),
    Effect.timeoutOrElse({ duration: "60 seconds", orElse: () => Effect.die(new Error(`waited in vain for ${what}`)) }),
    Effect.orDie
  )

const attempt = <A>(f: () => A): A | undefined => {
  try {
    return f()
  } catch {
    return undefined
  }
}

/** The living processes that belong to a launcher on `dataDir`: by their environment, or, for a server, by their folder. */
export const processesOf = (dataDir: string) =>
  Effect.sync(() =>
    readdirSync("/proc")
      .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
      .flatMap((pid) => {
        const state = attempt(() => readFileSync(`/proc/${pid}/stat`, "utf8"))?.split(") ")[1]?.[0]
        const environment = attempt(() => readFileSync(`/proc/${pid}/environ`, "utf8")) ?? ""
        const folder = attempt(() => readlinkSync(`/proc/${pid}/cwd`)) ?? ""
        const ours = environment.includes(`DATA_DIR=${dataDir}\0`) || folder.startsWith(dataDir)
        return ours && state !== undefined && !"ZX".includes(state)
          ? [`${pid} ${attempt(() => readFileSync(`/proc/${pid}/cmdline`, "utf8"))?.replaceAll("\0", " ")}`]
          : []
      })
  )

/** A data folder and a port of its own; whatever still runs on the folder is killed when the scope closes. */
export const place = Effect.gen(function* () {
  const fs = yield* FileSystem.FileSystem
  const path = yield* Path.Path
  const folder = yield* fs.makeTempDirectoryScoped({ directory: tmpdir(), prefix: "sticky-launcher-" })
  const dataDir = path.join(folder, "data")
  yield* Effect.addFinalizer(() =>
    Effect.map(processesOf(dataDir), (left) => {
      for (const one of left) attempt(() => process.kill(Number.parseInt(one, 10), "SIGKILL"))
    })
  )
  return { folder, dataDir, port: yield* ownPort }
}).pipe(Effect.provide(NodeServices.layer))

type Place = Effect.Success<typeof place>

/** Starts a launcher with stand-ins, in a process group of its own. */
export const launch = Effect.fnUntraced(function* (
  { dataDir, port }: Pick<Place, "dataDir" | "port">,
  env: Readonly<Record<string, string>> = {}
) {
  const handle = yield* ChildProcess.make(process.execPath, [`${import.meta.dirname}/standInLauncher.ts`], {
    env: { DATA_DIR: dataDir, PORT: String(port), ...env },
    extendEnv: true,
    detached: true,
    stdin: "ignore",
    killSignal: "SIGKILL"
  })
  const lines: Array<string> = []
  yield* handle.all.pipe(
    Stream.decodeText(),
    Stream.splitLines,
    Stream.runForEach((line) => Effect.sync(() => void lines.push(line))),
    Effect.forkScoped
  )
  /** The first line, from number `from` on, that the launcher or a program of it prints like this. */
  const says = (pattern: RegExp, from = 0) =>
    eventually(
      `${pattern} among\n${lines.join("\n")}`,
      Effect.sync(() => Option.fromUndefinedOr(lines.slice(from).find((line) => pattern.test(line))))
    )
  return {
    lines,
    says,
    ready: says(/^Sticky DVR is ready/),
    signal: (signal: NodeJS.Signals) => Effect.sync(() => void process.kill(handle.pid, signal)),
    /** As a terminal does it: the whole process group of the launcher. */
    signalGroup: (signal: NodeJS.Signals) => Effect.sync(() => void process.kill(-handle.pid, signal)),
    exitCode: handle.exitCode,
    ended: Effect.exit(handle.exitCode)
  }
}, Effect.provide(NodeServices.layer))

/** What the stand-in on this port says about itself. */
export const ask = (port: number) =>
  eventually(
    `an answer on port ${port}`,
    Effect.option(
      Effect.tryPromise((signal) => fetch(`http://127.0.0.1:${port}/`, { signal }).then((response) => response.text()))
    )
  ).pipe(Effect.flatMap(Schema.decodeEffect(StandIn)), Effect.orDie)

/** The port that the launcher keeps for a program. */
export const keptPort = Effect.fnUntraced(function* (dataDir: string, role: "overseer" | "channel" | "thumbnailer") {
  const fs = yield* FileSystem.FileSystem
  return Number(yield* fs.readFileString(`${dataDir}/run/${role}.port`))
}, Effect.provide(NodeServices.layer))

/** Fails unless nothing of the launcher on `dataDir` is left. */
export const assertNothingRuns = Effect.fnUntraced(function* (dataDir: string) {
  assert.deepStrictEqual(yield* processesOf(dataDir), [])
})
