import { readFileSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { NodeServices } from "@effect/platform-node"
import { assert, layer } from "@effect/vitest"
import { Effect, FileSystem, Layer, Option, Schema } from "effect"
import type { Page } from "playwright-core"
import { needing } from "../Programs.ts"
import { eventually } from "../stack/eventually.ts"
import { adminPassword } from "../stack/Product.ts"
import { accessible, Browser, done, picture } from "./Browser.ts"
import { gives, reads } from "./reading.ts"
import { changeSettings } from "./settings.ts"

/** Waits until a matter is told on the dashboard in words like these. */
const tells = Effect.fnUntraced(function* (page: Page, key: string, words: RegExp) {
  const line = page.locator(`#attention [data-key="${key}"]`)
  yield* done(() => line.filter({ hasText: words }).waitFor())
  return line
})

const isTold = (page: Page, key: string) => done(() => page.locator(`#attention [data-key="${key}"]`).count())

const Logs = Schema.Struct({ logs: Schema.Array(Schema.Struct({ line: Schema.String })) })

/** Waits until the source's newest recorder has sent a heartbeat: of one that never did it is told that nothing came, and not that it is silent. */
const beats = Effect.fnUntraced(function* (source: string) {
  const { admin } = yield* Browser
  yield* eventually(
    `a heartbeat of ${source}`,
    Effect.map(Effect.flatMap(admin.ask("GET", `/sources/${source}/logs`), asLogs), ({ logs }) => {
      const newest = logs.slice(logs.findLastIndex(({ line }) => line.includes('"STARTUP"')))
      return newest.some(({ line }) => line.includes('"HEARTBEAT"')) ? Option.some(true) : Option.none()
    })
  )
})

const asLogs = ({ body }: { readonly body: unknown }) => Schema.decodeUnknownEffect(Logs)(body)

/** Stops a process of the product until the test ends, as if its machine hung. */
const hang = (pid: number) =>
  Effect.acquireRelease(
    Effect.sync(() => process.kill(pid, "SIGSTOP")),
    () =>
      Effect.sync(() => {
        try {
          process.kill(pid, "SIGCONT")
        } catch {
          // It is gone, as it was told to be.
        }
      })
  )

const both = Effect.gen(function* () {
  const { admin, signedIn } = yield* Browser
  yield* admin.ask("POST", "/users", { username: "mira", password: adminPassword })
  for (const owner of ["", "?user_id=2"]) {
    yield* admin.ask("POST", `/subscriptions${owner}`, { driver: "hls", username: "testcard" })
  }
  const expected = /status of 503/
  return [
    yield* signedIn("/", { again: true, expected }),
    yield* signedIn("/", { who: "mira", again: true, expected })
  ] as const
})

needing("chromium")("what needs attention on the dashboard", () => {
  layer(Browser.layer, { timeout: "180 seconds", excludeTestServices: true })((it) => {
    it.effect("an error: its sentence, and a button that tries again, for users and admins", () =>
      Effect.gen(function* () {
        yield* changeSettings({ error_threshold: 1 })
        const [mine, theirs] = yield* both
        const { admin } = yield* Browser
        for (const owner of ["", "?user_id=2"])
          yield* admin.ask("POST", `/subscriptions${owner}`, { driver: "hls", username: "nosuch" })
        for (const page of [mine, theirs]) {
          const line = yield* tells(page, "hls/nosuch", /no address of "nosuch" is known/)
          yield* accessible(page, "an error on the dashboard")
          yield* done(() =>
            Promise.all([
              page.waitForResponse((it) => it.url().includes("/reset-error") && it.ok()),
              line.locator("[data-action=mend]").click()
            ])
          )
          yield* done(() => page.waitForSelector("#toasts :text('hls/nosuch is tried again.')"))
        }
        yield* picture(mine, "attention-error")
        for (const owner of ["", "?user_id=2"]) yield* admin.ask("DELETE", `/subscriptions/hls/nosuch${owner}`)
      })
    )

    it.effect("a full disk: one matter with the figures for admins, with its sources for users, and gone with it", () =>
      Effect.gen(function* () {
        const [mine, theirs] = yield* both
        yield* changeSettings({ min_free_space: 1_000_000_000_000_000 })
        yield* done(() => mine.reload())
        const line = yield* tells(mine, "disk", /nearly full: .+ are free, 1\.0 PB are to stay free/)
        assert.strictEqual(yield* isTold(mine, "held disk"), 0)
        yield* tells(theirs, "held disk", /The disk is nearly full.*1 source is held: hls\/testcard\./)
        yield* accessible(mine, "a full disk on the dashboard")
        yield* picture(mine, "attention-disk")
        yield* done(() => line.locator("a").click())
        yield* done(() => mine.waitForSelector("#set-min_free_space"))
        yield* changeSettings({ min_free_space: 0 })
        yield* done(() => theirs.waitForSelector("#attention", { state: "detached" }))
      })
    )

    it.effect(
      "a recorder that hangs: told as stalled, and restarted by an admin's press",
      () =>
        Effect.gen(function* () {
          yield* changeSettings({ heartbeat_interval: "1s" })
          const [mine, theirs] = yield* both
          const { admin } = yield* Browser
          const before = yield* admin.sees("hls/testcard", "recording")
          yield* admin.ask("POST", "/sources/hls/testcard/restart")
          const pid = yield* eventually(
            "another recorder",
            Effect.map(admin.sees("hls/testcard", "recording"), ({ pid }) =>
              pid === null || pid === before.pid ? Option.none() : Option.some(pid)
            )
          )
          yield* beats("hls/testcard")
          yield* hang(pid)
          const line = yield* tells(mine, "hls/testcard", /not been heard of since \d\d:\d\d/)
          yield* tells(theirs, "hls/testcard", /not been heard of/)
          assert.strictEqual(yield* done(() => theirs.locator("#attention [data-action=mend]").count()), 0)
          yield* picture(mine, "attention-stalled")
          yield* done(() =>
            Promise.all([
              mine.waitForResponse((it) => it.url().endsWith("/restart") && it.ok()),
              line.locator("[data-action=mend]").click()
            ])
          )
          yield* done(() => mine.waitForSelector("#toasts :text('is being restarted')"))
          process.kill(pid, "SIGCONT")
          yield* admin.sees("hls/testcard", "recording")
          yield* changeSettings({ heartbeat_interval: "10s" })
        }),
      180_000
    )

    it.effect("recorders on old settings: counted, and restarted by the button beside", () =>
      Effect.gen(function* () {
        const [mine] = yield* both
        const { admin } = yield* Browser
        yield* admin.sees("hls/testcard", "recording")
        yield* changeSettings({ check_interval: "25s" })
        yield* done(() => mine.reload())
        const line = yield* tells(mine, "outdated", /1 recorder still runs on old settings/)
        yield* done(() =>
          Promise.all([
            mine.waitForResponse((it) => it.url().endsWith("/api/sources/restart") && it.ok()),
            line.locator("[data-action=mend]").click()
          ])
        )
        yield* done(() => mine.waitForSelector("#toasts :text('is being restarted')"))
      })
    )

    it.effect(
      "T9: an overseer that hangs: one matter for all of its sources, with what is known kept, and gone when it is back",
      () =>
        Effect.gen(function* () {
          const [mine, theirs] = yield* both
          const { admin, pidOf } = yield* Browser
          yield* admin.sees("hls/testcard", "recording")
          const pid = yield* pidOf("overseer")
          if (pid === undefined) return assert.fail("there is an overseer")
          yield* Effect.scoped(
            Effect.gen(function* () {
              yield* hang(pid)
              yield* tells(mine, "link", /can't be reached.*Nothing is started or stopped/)
              yield* tells(theirs, "link", /can't be reached/)
              yield* done(() => mine.waitForSelector(".mark-trouble:has-text('Overseer away')"))
              // T9: nobody knows how many record, so nobody says that it is none.
              for (const page of [mine, theirs]) {
                yield* done(() => page.waitForSelector(".top a[href='/subscriptions?status=unknown']"))
                yield* reads(page, ".top a[href*=status]", /^\? recording$/)
                yield* gives(() => page.title().then((title) => title.slice(0, 13)), "(?) Dashboard")
                yield* reads(page, "#now", /Not known before the overseer tells/)
              }
              yield* picture(mine, "attention-link")
            })
          )
          for (const page of [mine, theirs])
            yield* done(() => page.waitForSelector("#attention", { state: "detached" }))
          yield* done(() => mine.waitForSelector("#now .card"))
        }),
      180_000
    )
  })

  const oneSlot = Layer.unwrap(
    Effect.gen(function* () {
      const fs = yield* FileSystem.FileSystem
      const folder = yield* fs.makeTempDirectoryScoped({ directory: tmpdir() })
      const usual = readFileSync(join(import.meta.dirname, "../../src/overseer/actions.yaml"), "utf8")
      const file = join(folder, "actions.yaml")
      writeFileSync(file, usual.replace(/^ {2}limit: 0$/m, "  limit: 1\n  queue: {enabled: true, size: 100}"))
      return Browser.started({ OVERSEER_CONFIG: file })
    })
  ).pipe(Layer.provide(NodeServices.layer))

  layer(oneSlot, { timeout: "180 seconds", excludeTestServices: true })("with one slot", (it) => {
    it.effect("a queue: how many are wanted, how many slots there are, and who waits", () =>
      Effect.gen(function* () {
        const [mine, theirs] = yield* both
        const { admin } = yield* Browser
        for (const owner of ["", "?user_id=2"])
          yield* admin.ask("POST", `/subscriptions${owner}`, { driver: "hls", username: "blinker" })
        yield* done(() => mine.reload())
        yield* tells(mine, "queue", /1 source waits for a slot: 2 are wanted, the overseer has 1 slot\./)
        yield* tells(theirs, "queue", /1 of your sources waits for a slot at the overseer\./)
        yield* done(() => mine.locator("#capacity.mark-trouble", { hasText: "2 wanted · 1 slot" }).waitFor())
        yield* done(() => mine.locator("#next .line", { hasText: "Position 1" }).waitFor())
        yield* accessible(mine, "a queue on the dashboard")
        yield* picture(mine, "attention-queue")
        yield* done(() => mine.click("#attention [data-key=queue] a"))
        yield* done(() => mine.waitForSelector("#list .badge-queued"))
      })
    )
  })
})
