import { createServer } from "node:net"
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { ownPort } from "../../ownPort.ts"
import { ask, assertNothingRuns, launch, ownDatabase, place } from "./Launched.ts"

/** The launcher refuses to start: exit code 1, these lines alone, nothing started. */
const refuses = Effect.fnUntraced(function* (
  where: { readonly dataDir: string; readonly port: number },
  env: Readonly<Record<string, string>>,
  ...sentences: ReadonlyArray<RegExp>
) {
  const launched = yield* launch(where, env)
  assert.strictEqual(yield* launched.exitCode, 1)
  yield* launched.says(sentences[0] ?? /./)
  assert.strictEqual(launched.lines.length, sentences.length, launched.lines.join("\n"))
  for (const [i, sentence] of sentences.entries()) assert.match(launched.lines[i] ?? "", sentence)
  yield* assertNothingRuns(where.dataDir)
})

const values: ReadonlyArray<readonly [name: string, value: string, sentence: RegExp]> = [
  ["PORT", "abc", /^PORT is 'abc': a port is a whole number from 1 to 65535; set it to a free one, such as 8080\.$/],
  ["PORT", "0", /^PORT is '0': a port is/],
  ["PORT", "70000", /^PORT is '70000': a port is/],
  ["HOST", "203.0.113.7", /^HOST is '203\.0\.113\.7', which is no address of this machine \(EADDRNOTAVAIL\)/],
  ["OVERSEER_URL", "http://example.org", /^OVERSEER_URL is 'http:\/\/example\.org': it must be a URL such as ws:/],
  ["CONVERTER_URL", "converter", /^CONVERTER_URL is 'converter': it must be a URL such as ws:/],
  ["THUMBNAILER_URL", "ftp://x", /^THUMBNAILER_URL is 'ftp:\/\/x': it must be a URL such as ws:/],
  ["DB_DSN", "mysql://user:hunter2@db/x", /^DB_DSN: it must be a URL such as postgres:\/\/user:password@host/],
  ["JWT_SECRET", "too short", /^JWT_SECRET: it has fewer than 32 bytes; make one with 'openssl rand -hex 32'\.$/],
  ["ADMIN_USERNAME", "ad\tmin", /^ADMIN_USERNAME is 'ad\tmin': a user name is 1 to 64 printable characters/],
  ["ADMIN_PASSWORD", "short", /^ADMIN_PASSWORD: a password has at least 8 characters\.$/],
  ["LOG_FORMAT", "xml", /^LOG_FORMAT is 'xml': it must be one of pretty, logfmt, json\.$/],
  [
    "DATA_DIR",
    "/proc/nowhere",
    /^DATA_DIR is '\/proc\/nowhere', which can't be used as a folder \(.+\): name another one, or make/
  ],
  ["MEDIA_ROOT", "/dev/null", /^MEDIA_ROOT is '\/dev\/null', which can't be used as a folder \(that is no folder\)/],
  [
    "CHANNELS",
    "/nowhere.yaml",
    /^CHANNELS is '\/nowhere\.yaml', which can't be read \(it does not exist\): name a readable/
  ],
  ["CONFIG_SEED", "/", /^CONFIG_SEED is '\/', which can't be read \(.+\): name a readable file, or unset it\.$/]
]

describe("the launcher refuses, with one sentence and exit code 1,", () => {
  for (const [name, value, sentence] of values) {
    it.live(`${name}='${value}'`, () =>
      Effect.gen(function* () {
        const where = yield* place
        yield* refuses(where, { [name]: value }, sentence)
      })
    )
  }

  it.live("a port in use, before anything starts", () =>
    Effect.gen(function* () {
      const where = yield* place
      yield* Effect.acquireRelease(
        Effect.callback<ReturnType<typeof createServer>>((resume) => {
          const server = createServer().listen(where.port, "127.0.0.1", () => resume(Effect.succeed(server)))
        }),
        (server) => Effect.sync(() => server.close())
      )
      const sentence = `^PORT is ${where.port}, which another program uses: stop that program, or choose another port, such as 'make run PORT=${where.port + 1}'\\.$`
      yield* refuses(where, {}, new RegExp(sentence))
    })
  )

  it.live("a data folder on which another launcher works", () =>
    Effect.gen(function* () {
      const where = yield* place
      const first = yield* launch(where, ownDatabase)
      yield* first.ready
      const { pid } = yield* ask(where.port)
      const second = yield* launch({ ...where, port: yield* ownPort })
      assert.strictEqual(yield* second.exitCode, 1)
      yield* second.says(
        /^Sticky DVR already runs on .* \(process \d+\): stop it first, or set DATA_DIR to another folder\.$/
      )
      assert.strictEqual((yield* ask(where.port)).pid, pid)
    })
  )

  it.live("what the backend refuses before it was ever ready, and leaves no process", () =>
    Effect.gen(function* () {
      const where = yield* place
      const launched = yield* launch(where, { ...ownDatabase, DIES_AT_ONCE: "backend", DIES_WITH: "78" })
      assert.strictEqual(yield* launched.exitCode, 1)
      yield* launched.says(/^The backend can't start \(exit code 78\); its lines above say why\.$/)
      yield* assertNothingRuns(where.dataDir)
    })
  )

  it.live("several values at once, with a sentence for each", () =>
    Effect.gen(function* () {
      const where = yield* place
      yield* refuses(where, { PORT: "x", LOG_FORMAT: "y" }, /^PORT is 'x'/, /^LOG_FORMAT is 'y'/)
    })
  )
})
