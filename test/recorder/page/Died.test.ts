import { chmodSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { NodeFileSystem } from "@effect/platform-node"
import { assert, describe, it } from "@effect/vitest"
import { Effect, Redacted } from "effect"
import { vi } from "vitest"
import { lastWords } from "../../../src/recorder/page/lastWords.ts"
import { resolving } from "../../../src/recorder/page/resolving.ts"

const url = "https://a.example/planted-path/live?token=planted"
const wish = {
  cookies: Redacted.make("sid=planted-cookie"),
  headers: undefined,
  login: Redacted.make("me:planted login"),
  proxy: undefined,
  resolution: 720
}

/** What a look at a page fails by where these programs are all that is installed. */
const failing = Effect.fnUntraced(function* (programs: Readonly<Record<string, string>>) {
  const folder = mkdtempSync(join(tmpdir(), "sticky-died-"))
  yield* Effect.addFinalizer(() =>
    Effect.sync(() => {
      vi.unstubAllEnvs()
      rmSync(folder, { recursive: true, force: true })
    })
  )
  for (const name of ["sh", "rm"]) symlinkSync(`/bin/${name}`, join(folder, name))
  for (const [name, script] of Object.entries(programs)) {
    writeFileSync(join(folder, name), `#!/bin/sh\n${script}\n`)
    chmodSync(join(folder, name), 0o755)
  }
  vi.stubEnv("PATH", folder)
  return yield* Effect.flip(resolving(url, wish))
}, Effect.scoped)

const crash = `echo 'Traceback (most recent call last):' >&2; echo "ModuleNotFoundError: No module named 'requests'" >&2; exit 1`

describe("a program that finds streams and dies without an answer", () => {
  it.live("is told with what it ended by, and with the program that is missing besides", () =>
    Effect.gen(function* () {
      const failure = yield* failing({ streamlink: crash })
      assert.strictEqual(failure._tag === "Trouble" && failure.hindrance.kind, "other")
      assert.strictEqual(
        failure.message,
        "streamlink gave no answer: it ended with exit code 1 and said last: ModuleNotFoundError: No module named 'requests'; " +
          "yt-dlp is not installed where it is to run: install it (pipx install yt-dlp)"
      )
    }).pipe(Effect.provide(NodeFileSystem.layer))
  )

  it.live("leaves the page to the other one, whose answer stands", () =>
    Effect.gen(function* () {
      const failure = yield* failing({ streamlink: crash, "yt-dlp": "echo 'ERROR: x is offline' >&2; exit 1" })
      assert.strictEqual(failure._tag, "OffAir")
    }).pipe(Effect.provide(NodeFileSystem.layer))
  )

  it.live("is told as well where it is yt-dlp, or was killed", () =>
    Effect.gen(function* () {
      const failure = yield* failing({
        streamlink: `echo '{"error":"No plugin can handle URL: x"}'`,
        "yt-dlp": "kill -9 $$"
      })
      assert.strictEqual(failure._tag, "Trouble")
      assert.strictEqual(failure.message, "yt-dlp gave no answer: it was ended by SIGKILL and said nothing")
    }).pipe(Effect.provide(NodeFileSystem.layer))
  )

  it.live("S17: repeats nothing that is secret about the page", () =>
    Effect.gen(function* () {
      const words = `error: ${url} (sid=planted-cookie; me:planted%20login) /planted-path/ is wrong`
      const failure = yield* failing({ streamlink: `echo "${words}" >&2; exit 2` })
      assert.match(failure.message, /^streamlink gave no answer: it ended with exit code 2 and said last: error: /)
      assert.match(failure.message, /is wrong;/)
      assert.notInclude(failure.message, "planted")
    }).pipe(Effect.provide(NodeFileSystem.layer))
  )
})

describe("the last words of a program", () => {
  it("are its last line that says anything, cut where it is long", () => {
    const died = (...words: ReadonlyArray<string>) => lastWords("x", { code: 1, signal: null }, words, [])
    assert.strictEqual(died("one", "two", " "), "x gave no answer: it ended with exit code 1 and said last: two")
    assert.isBelow(died("x".repeat(5000)).length, 300)
  })

  it.live("is given the Node that is there to run scripts with, and asked without where it knows no such option", () =>
    Effect.gen(function* () {
      const knows = `[ "$2 $3" = "--js-runtimes node:${process.execPath}" ]`
      const offAir = "echo 'ERROR: x is offline' >&2; exit 1"
      const old = `echo 'yt-dlp: error: no such option: --js-runtimes' >&2; exit 2`
      for (const script of [`${knows} && { ${offAir}; }`, `${knows} && { ${old}; }; ${offAir}`]) {
        const failure = yield* failing({
          streamlink: `echo '{"error":"No plugin can handle URL: x"}'`,
          "yt-dlp": script
        })
        assert.strictEqual(failure._tag, "OffAir", failure.message)
      }
    }).pipe(Effect.provide(NodeFileSystem.layer))
  )
})
