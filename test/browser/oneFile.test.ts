import { execFileSync } from "node:child_process"
import { assert, layer } from "@effect/vitest"
import { Effect, Option, Schema } from "effect"
import { needing } from "../Programs.ts"
import { eventually } from "../stack/eventually.ts"
import { accessible, Browser, done, picture, pretend } from "./Browser.ts"
import { reads } from "./reading.ts"

const Files = Schema.Struct({ files: Schema.Array(Schema.Struct({ session: Schema.String })) })
const Recordings = Schema.Struct({ total: Schema.Int })
const missing = "ffmpeg is not installed where it is to run: install it (Debian: apt-get install ffmpeg)."

needing("chromium", "ffprobe")("a session as one file", () => {
  layer(Browser.layer, { timeout: "180 seconds", excludeTestServices: true })((it) => {
    it.effect(
      "is saved by its button under a name that tells what it is; what stands against it is told beside the button, which is not there where ffmpeg is not",
      () =>
        Effect.gen(function* () {
          const { admin, signedIn } = yield* Browser
          yield* admin.ask("POST", "/subscriptions", { driver: "hls", username: "testcard" })
          const session = yield* eventually(
            "a session that can be saved",
            Effect.gen(function* () {
              const listed = yield* admin.ask("GET", "/sources/hls/testcard/files")
              const [file] = Option.getOrThrow(Schema.decodeUnknownOption(Files)(listed.body)).files
              if (file === undefined) return Option.none()
              const { status } = yield* admin.ask("GET", `/sources/hls/testcard/media?session=${file.session}&check=1`)
              return status === 204 ? Option.some(file.session) : Option.none()
            })
          )
          const page = yield* signedIn("/source/hls/testcard", { expected: /501/ })
          const button = `[data-action=saveSession][data-session="${session}"]`
          const [download] = yield* done(() => Promise.all([page.waitForEvent("download"), page.click(button)]))
          assert.match(download.suggestedFilename(), /^testcard_\d{4}-\d\d-\d\d_\d\d-\d\d-\d\d\.mp4$/)
          const file = yield* done(() => download.path())
          const streams = ["-v", "error", "-show_entries", "stream=codec_name", "-of", "csv=p=0"]
          assert.deepStrictEqual(
            execFileSync("ffprobe", [...streams, file], { encoding: "utf8" })
              .trim()
              .split("\n"),
            ["h264", "aac"]
          )
          yield* pretend(page, /\/media\?.*check=1$/, { error: missing, code: "program_missing" }, 501)
          yield* done(() => page.click(button))
          yield* reads(
            page,
            `#sessions .session:has(${button})`,
            /ffmpeg is not installed where it is to run: install it/
          )
          const { body } = yield* admin.ask("GET", "/me")
          const without = yield* signedIn("/source/hls/testcard", {
            before: (page) => pretend(page, /\/api\/me$/, Object.assign({}, body, { one_file: false }))
          })
          yield* done(() => without.waitForSelector(`#sessions [data-action=play][data-session="${session}"]`))
          assert.strictEqual(yield* done(() => without.locator("[data-action=saveSession]").count()), 0)
        })
    )

    it.effect(
      "of recordings that are chosen among all is made in the background, told how far it is, downloaded and deleted",
      () =>
        Effect.gen(function* () {
          const { admin, signedIn } = yield* Browser
          yield* admin.ask("POST", "/subscriptions", { driver: "hls", username: "testcard" })
          yield* eventually(
            "a recording in the library",
            Effect.map(admin.ask("GET", "/recordings"), ({ body }) =>
              Option.filter(Schema.decodeUnknownOption(Recordings)(body), ({ total }) => total > 0)
            )
          )
          const page = yield* signedIn("/recordings", { viewport: { width: 360, height: 800 } })
          yield* done(() => page.locator(".recording input[type=checkbox]").first().check())
          yield* done(() => page.click("[data-verb=export]"))
          yield* reads(page, "#exports", /Saved as one file\s+testcard_\S+\s+hls\/testcard for admin/)
          yield* done(() => page.waitForSelector("#exports a[download]"))
          yield* accessible(page, "exports")
          yield* picture(page, "exports")
          const [download] = yield* done(() =>
            Promise.all([page.waitForEvent("download"), page.click("#exports a[download]")])
          )
          assert.match(download.suggestedFilename(), /^testcard_\d{4}-\d\d-\d\d_\d\d-\d\d-\d\d\.mp4$/)
          const file = yield* done(() => download.path())
          const streams = ["-v", "error", "-show_entries", "stream=codec_name", "-of", "csv=p=0"]
          assert.include(execFileSync("ffprobe", [...streams, file], { encoding: "utf8" }), "h264")
          yield* done(() => page.click("#exports [data-action=removeExport]"))
          yield* done(() => page.waitForSelector("#exports", { state: "detached" }))
          assert.deepStrictEqual((yield* admin.ask("GET", "/exports")).body, { exports: [] })
        })
    )
  })
})
