import { statSync } from "node:fs"
import { NodeServices } from "@effect/platform-node"
import { assert, describe, it } from "@effect/vitest"
import { Effect, FileSystem, Path, Redacted, Stream } from "effect"
import { ChildProcess } from "effect/process"
import { start } from "../../src/local/postgres/EmbeddedPostgres.ts"
import * as TestPostgres from "../TestPostgres.ts"

/** Runs the command line as an operator does; a shell puts its words together. */
const admin = (environment: Record<string, string>, words: string) =>
  Effect.gen(function* () {
    const child = yield* ChildProcess.make(
      "bash",
      ["-o", "pipefail", "-c", words.replaceAll("admin", '"$NODE" dist/admin.js')],
      {
        stdin: "ignore",
        env: { DB_DSN: "", DATA_DIR: "/nowhere", NO_COLOR: "1", NODE: process.execPath, ...environment },
        extendEnv: true
      }
    )
    const text = (bytes: typeof child.stdout) => Stream.mkString(Stream.decodeText(bytes))
    const [out, err, code] = yield* Effect.all([text(child.stdout), text(child.stderr), child.exitCode], {
      concurrency: 3
    })
    return { out, err, code: Number(code) }
  }).pipe(Effect.scoped, Effect.orDie)

const world = Effect.gen(function* () {
  const fs = yield* FileSystem.FileSystem
  const path = yield* Path.Path
  const folder = yield* fs.makeTempDirectoryScoped({ prefix: "sticky-backup-" })
  yield* fs.chmod(folder, 0o755)
  return { file: path.join(folder, "one.gz"), folder }
})

describe("the command line", () => {
  it.live(
    "writes a backup for its owner alone, never over a file, and restores it",
    () =>
      Effect.gen(function* () {
        const { file } = yield* world
        const from = { DB_DSN: Redacted.value(yield* TestPostgres.database) }
        const to = { DB_DSN: Redacted.value(yield* TestPostgres.empty) }
        yield* admin(from, "admin create otto --generate")
        const made = yield* admin(from, `admin backup ${file}`)
        assert.deepInclude(made, { code: 0, err: "" })
        assert.strictEqual(statSync(file).mode & 0o777, 0o600)
        const again = yield* admin(from, `admin backup ${file}`)
        assert.strictEqual(again.code, 1)
        assert.match(again.err, /one\.gz is there already: name another file/)

        const restored = yield* admin(to, `admin restore ${file}`)
        assert.deepInclude(restored, { code: 0, err: "" })
        assert.match(restored.out, /^Restored \d+ rows of \S+Z, written by Sticky DVR \d/)
        assert.include((yield* admin(to, "admin list")).out, "otto")
        const over = yield* admin(to, `admin restore ${file}`)
        assert.deepInclude(over, { code: 1, out: "" })
        assert.match(over.err, /^The database is in use, with 1 users and 0 sources: .*\n$/)
        assert.deepInclude(yield* admin(to, `admin restore --replace ${file}`), { code: 0, err: "" })
      }).pipe(Effect.scoped, Effect.provide(NodeServices.layer)),
    120_000
  )

  it.live(
    "passes a backup from standard output to standard input, and says what is wrong with a file in one sentence",
    () =>
      Effect.gen(function* () {
        const { file, folder } = yield* world
        const from = { DB_DSN: Redacted.value(yield* TestPostgres.database) }
        const to = { DB_DSN: Redacted.value(yield* TestPostgres.empty) }
        yield* admin(from, "admin create otto --generate")
        const piped = yield* admin({ ...from, TARGET: to.DB_DSN }, `admin backup - | DB_DSN="$TARGET" admin restore -`)
        assert.deepInclude(piped, { code: 0, err: "" })
        assert.include((yield* admin(to, "admin list")).out, "otto")

        const empty = { DB_DSN: Redacted.value(yield* TestPostgres.empty) }
        for (const [words, said] of [
          [`echo nonsense > ${file}; admin restore ${file}`, /is damaged or no backup/],
          [`echo nonsense | gzip > ${file}; admin restore ${file}`, /This is no backup of Sticky DVR/],
          [
            `DB_DSN="$FULL" admin backup - | head -c 400 > ${file}; admin restore ${file}`,
            /is damaged or no backup|cut off/
          ],
          [`admin restore ${folder}/none`, /none/],
          [`DB_DSN="$FULL" admin backup ${folder}/none/one.gz`, /none/],
          [`admin backup ${folder}/two.gz`, /^The database holds nothing of Sticky DVR/]
        ] as const) {
          const { code, err } = yield* admin({ ...empty, FULL: from.DB_DSN }, words)
          assert.strictEqual(code, 1, words)
          assert.match(err, said)
          assert.lengthOf(err.trim().split("\n"), 1, err)
        }
        assert.isFalse(yield* FileSystem.FileSystem.use((fs) => fs.exists(`${folder}/two.gz`)))
      }).pipe(Effect.scoped, Effect.provide(NodeServices.layer)),
    120_000
  )

  it.live(
    "backs embedded data up while they are used, and restores them into a folder that nobody uses",
    () =>
      Effect.gen(function* () {
        const { file, folder } = yield* world
        const from = { DATA_DIR: `${folder}/from` }
        const to = { DATA_DIR: `${folder}/to` }
        yield* Effect.scoped(
          Effect.gen(function* () {
            yield* start({ dataDir: `${folder}/from/postgres`, durable: false })
            assert.deepInclude(yield* admin(from, "admin create otto --generate"), { code: 0 })
            assert.deepInclude(yield* admin(from, `admin backup ${file}`), { code: 0, err: "" })
            const busy = yield* admin(from, `admin restore --replace ${file}`)
            assert.deepInclude(busy, {
              code: 1,
              err: `Sticky DVR runs on ${folder}/from: stop it first, then restore.\n`
            })
          })
        )
        assert.deepInclude(yield* admin(to, `admin restore ${file}`), { code: 0, err: "" })
        assert.include((yield* admin(to, "admin list")).out, "otto")
      }).pipe(Effect.scoped, Effect.provide(NodeServices.layer)),
    120_000
  )
})
