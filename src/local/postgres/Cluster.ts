import { Effect, FileSystem, Option, Path, Redacted, Stream } from "effect"
import { SecureRandom } from "effect/crypto"
import { Hex } from "effect/encoding"
import { ChildProcess } from "effect/process"
import type { Binaries } from "./Binaries.ts"
import { PostgresUnavailable, ServerGaveUp } from "./PostgresUnavailable.ts"

/** The role that owns everything, and the database that the product uses. */
export const role = "sticky"
export const database = "sticky"

/** The major version of the server that the packages carry; another major can't read its files. */
const major = "18"

/** What the programs here work with. */
export interface Tools extends Binaries {
  readonly wrap: (command: ChildProcess.Command) => ChildProcess.Command
  /** False skips every wait for the disk: for data that need not survive a crash of the machine. */
  readonly durable: boolean
}

/** Environment of the server's programs: messages in English, so that they can be read here. */
export const environment = { env: { LC_ALL: "C", TZ: "UTC" }, extendEnv: true } as const

const run = Effect.fnUntraced(function* (
  tools: Tools,
  program: string,
  args: ReadonlyArray<string>,
  stdin: ChildProcess.CommandInput
) {
  const command = ChildProcess.make(program, args, { ...environment, stdin, stdout: "ignore" })
  const handle = yield* tools.wrap(command)
  const log = yield* handle.stderr.pipe(
    Stream.decodeText(),
    Stream.splitLines,
    Stream.filter((line) => line.trim() !== ""),
    Stream.runCollect
  )
  // A program ended by a signal has no exit code.
  const code = yield* Effect.orElseSucceed(handle.exitCode, () => undefined)
  if (code !== 0) return yield* new ServerGaveUp({ log })
}, Effect.scoped)

/** Runs one SQL statement on a cluster that no server runs on. */
const single = (tools: Tools, cluster: string, statement: string) =>
  run(
    tools,
    tools.postgres,
    ["--single", "-D", cluster, ...(tools.durable ? [] : ["-F"]), "postgres"],
    Stream.make(new TextEncoder().encode(`${statement}\n`))
  )

const create = Effect.fnUntraced(function* (tools: Tools, cluster: string, passwordFile: string) {
  const fs = yield* FileSystem.FileSystem
  const fresh = `${cluster}.new.${process.pid}`
  const args = ["-D", fresh, "-U", role, `--pwfile=${passwordFile}`, "-A", "scram-sha-256", "-E", "UTF8", "--locale=C"]
  const collation = ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
  yield* run(tools, tools.initdb, [...args, ...collation, ...(tools.durable ? [] : ["--no-sync"])], "ignore")
  yield* single(tools, fresh, `CREATE DATABASE ${database}`)
  yield* fs.rename(fresh, cluster)
})

const checkVersion = Effect.fnUntraced(function* (cluster: string) {
  const fs = yield* FileSystem.FileSystem
  const version = (yield* fs.readFileString(`${cluster}/PG_VERSION`)).trim()
  if (version !== major) {
    return yield* new PostgresUnavailable({
      message: `The data in ${cluster} were written by PostgreSQL ${version}, and this is PostgreSQL ${major}: use the version of Sticky DVR that wrote them to make a backup, and restore it here into an empty folder.`
    })
  }
})

const newPassword = Effect.map(
  SecureRandom.SecureRandom.use((random) => random.randomBytes(24)),
  Hex.encode
)

/**
 * The cluster below `dataDir`, made if it is missing, and its password. It is made aside and then renamed, so a folder
 * named `cluster` is always whole. A lost password is replaced by a new one.
 */
export const ensure = Effect.fn("Cluster.ensure")(function* (tools: Tools, dataDir: string) {
  const fs = yield* FileSystem.FileSystem
  const path = yield* Path.Path
  const cluster = path.join(dataDir, "cluster")
  const passwordFile = path.join(dataDir, "password")
  for (const name of yield* fs.readDirectory(dataDir)) {
    if (name.startsWith("cluster.new")) yield* fs.remove(path.join(dataDir, name), { recursive: true, force: true })
  }
  const kept = (yield* Effect.option(fs.readFileString(passwordFile))).pipe(
    Option.map((text) => text.trim()),
    Option.filter((text) => text !== "")
  )
  const password = Option.isSome(kept) ? kept.value : yield* newPassword
  if (Option.isNone(kept)) {
    yield* fs.writeFileString(`${passwordFile}.new`, `${password}\n`, { mode: 0o600 })
    yield* fs.rename(`${passwordFile}.new`, passwordFile)
  }
  if (!(yield* fs.exists(cluster))) yield* create(tools, cluster, passwordFile)
  else {
    yield* checkVersion(cluster)
    if (Option.isNone(kept)) yield* single(tools, cluster, `ALTER ROLE ${role} PASSWORD '${password}'`)
  }
  return { cluster, password: Redacted.make(password) }
})
