import { renameSync } from "node:fs"
import { join } from "node:path"
import { assert, layer } from "@effect/vitest"
import { Effect, Option, Schema } from "effect"
import type { Page } from "playwright-core"
import { needing } from "../Programs.ts"
import { scriptedOrigin, status, text } from "../recorder/ScriptedOrigin.ts"
import { eventually } from "../stack/eventually.ts"
import { Browser, done, settled } from "./Browser.ts"
import { reads } from "./reading.ts"
import { changeSettings } from "./settings.ts"

const Step = Schema.Struct({ step: Schema.String, mark: Schema.String, text: Schema.String })
const Detail = Schema.Struct({
  status: Schema.String,
  reason: Schema.String,
  cause: Schema.NullOr(Schema.Struct({ kind: Schema.String, needs: Schema.NullOr(Schema.String) })),
  reasons: Schema.Array(Step)
})
const Covered = Schema.Struct({
  stretches: Schema.Array(Schema.Struct({ kind: Schema.String, cause: Schema.NullOr(Schema.String) }))
})
const List = Schema.Struct({ counts: Schema.Struct({ status: Schema.Record(Schema.String, Schema.Int) }) })

/** What is told of a source in the end. */
interface Told {
  readonly status: string
  readonly kind: string
  readonly needs: "somebody" | "time" | null
  /** What coverage says of the last moment. */
  readonly coverage: string
  readonly says: RegExp
}

const moment = /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ/

/** A sentence of the API as a page shows it: with the moments as people say them. */
const shown = (sentence: string) =>
  new RegExp(
    `^${sentence
      .split(moment)
      .map((part) => part.replace(/[$()*+.?[\\\]^{|}]/g, "\\$&"))
      .join(".+?")}$`
  )

const word = (status: string) => (status === "inactive" ? "Paused" : status.charAt(0).toUpperCase() + status.slice(1))

/** The source as the API tells it once it stands so; whatever else it tells agrees. */
const told = Effect.fnUntraced(function* (name: string, { coverage, kind, needs, says, status }: Told) {
  const { admin } = yield* Browser
  const detail = yield* eventually(
    `${name} to be ${status} (${kind})`,
    Effect.flatMap(admin.ask("GET", `/sources/${name}`), ({ body }) => Schema.decodeUnknownEffect(Detail)(body)).pipe(
      Effect.map((one) => (one.status === status && one.cause?.kind === kind ? Option.some(one) : Option.none()))
    )
  )
  assert.match(detail.reason, says)
  assert.strictEqual(detail.cause?.needs ?? null, needs)
  const broken = detail.reasons.find(({ mark }) => mark !== "ok" && mark !== "noticed")
  assert.deepStrictEqual(
    [broken?.text, broken?.mark],
    [detail.reason, { somebody: "trouble", time: "waiting" }[String(needs)] ?? "off"]
  )
  // What stands in the way goes on record a moment after it is known.
  yield* eventually(
    `coverage of ${name} to say ${coverage}`,
    Effect.flatMap(admin.ask("GET", `/sources/${name}/coverage`), ({ body }) =>
      Schema.decodeUnknownEffect(Covered)(body)
    ).pipe(
      Effect.map(({ stretches }) => stretches.at(-1)),
      Effect.map((last) => ((last?.cause ?? last?.kind) === coverage ? Option.some(last) : Option.none()))
    )
  )
  return detail
})

/** The source's page: badge, sentence and chain say what the API says. */
const agrees = Effect.fnUntraced(function* (page: Page, name: string, expected: Told) {
  yield* told(name, expected)
  yield* done(() => page.goto(`/source/${name}`))
  yield* settled(page)
  // Read once more, as its times may have moved on.
  const detail = yield* told(name, expected)
  yield* reads(page, "[aria-label=Status] .badge", new RegExp(`^\\s*${word(detail.status)}\\s*$`))
  yield* reads(page, ".status-sentence", shown(detail.reason))
  const mark = detail.reasons.find(({ mark }) => mark !== "ok" && mark !== "noticed")?.mark
  const first = yield* done(() =>
    page.locator("#reasons li:not(.reason-ok, .reason-noticed)").first().getAttribute("class")
  )
  assert.strictEqual(first, `reason reason-${mark}`)
})

/** What the dashboard says of all of them. */
const dashboard = Effect.fnUntraced(function* (page: Page, ...matters: ReadonlyArray<RegExp>) {
  const { admin } = yield* Browser
  yield* done(() => page.goto("/"))
  yield* settled(page)
  for (const one of matters) yield* reads(page, "#attention li", one)
  const { counts } = yield* Effect.flatMap(admin.ask("GET", "/sources?limit=1"), ({ body }) =>
    Schema.decodeUnknownEffect(List)(body)
  )
  for (const [status, count] of Object.entries(counts.status)) {
    if (status !== "inactive") yield* reads(page, `.tallies [data-key=${status}]`, new RegExp(`\\D${count}\\s*$`))
  }
})

const refused = { status: "refused", kind: "http", needs: "somebody", coverage: "denied" } as const
const trying = { status: "backoff", needs: "time", coverage: "hindered", says: /The recorder keeps trying/ } as const

/** What stands in the way of one source alone. */
const own: Readonly<Record<string, Told>> = {
  "hls/forbidden": { ...refused, says: /answers HTTP 403\. It needs cookies, a login or another address/ },
  "hls/login": { ...refused, says: /answers HTTP 401\. It needs cookies, a login or another address/ },
  "hls/gone": {
    status: "waiting",
    kind: "off_air",
    needs: "time",
    coverage: "off air",
    says: /off air; the recorder looks again/
  },
  "hls/busy": { ...trying, kind: "http" },
  "hls/page": { ...trying, kind: "unreadable" },
  "hls/nowhere": {
    status: "error",
    kind: "no_channel",
    needs: "somebody",
    coverage: "error",
    says: /Reset the error to try again/
  }
}

needing("chromium")("T9: a source that is not recorded", () => {
  layer(Browser.layer, { timeout: "180 seconds", excludeTestServices: true })((it) => {
    it.effect("says why, the same on its page, in its chain, in coverage, on the dashboard and over the API", () =>
      Effect.gen(function* () {
        const { admin, dataDir, signedIn } = yield* Browser
        const site = yield* scriptedOrigin
        site.answer("/forbidden.m3u8", status(403))
        site.answer("/login.m3u8", status(401))
        site.answer("/busy.m3u8", status(503))
        site.answer("/page.m3u8", text("<html><title>Welcome</title></html>"))
        const add = (name: string) => {
          const [driver = "", username = ""] = name.split("/")
          const isPlaced = driver === "hls" && username !== "nowhere"
          return admin.ask("POST", "/subscriptions", {
            driver,
            username,
            ...(isPlaced && { address: `${site.url}/${username}.m3u8` })
          })
        }
        yield* changeSettings({ error_threshold: 1, min_free_space: 0 })
        for (const name of Object.keys(own)) assert.include([200, 201], (yield* add(name)).status, name)
        const page = yield* signedIn("/", { expected: /status of 503 .*\/files/ })
        page.setDefaultTimeout(20_000)
        for (const [name, expected] of Object.entries(own)) yield* agrees(page, name, expected)
        yield* dashboard(page, /hls\/forbidden.*403/s, /hls\/login.*401/s, /hls\/nowhere.*was given up/s)

        yield* admin.ask("POST", "/subscriptions/hls/gone/pause")
        const paused = {
          status: "inactive",
          kind: "unwanted",
          needs: null,
          coverage: "unwanted",
          says: /Nobody's subscription is active/
        } as const
        yield* agrees(page, "hls/gone", paused)

        const held = { status: "held", needs: "time" } as const
        yield* changeSettings({ recorders_per_user: 1 })
        yield* add("hls/late")
        const says = /an admin may raise the limit \(recorders_per_user\)/
        yield* agrees(page, "hls/late", { ...held, kind: "limit", coverage: "user_limit", says })
        yield* changeSettings({ recorders_per_user: 0, recorders_at_once: 1 })
        yield* agrees(page, "hls/late", { ...held, kind: "limit", coverage: "limit", says: /\(recorders_at_once\)/ })

        yield* changeSettings({ recorders_at_once: 0, min_free_space: 1_000_000_000_000_000 })
        const full = {
          status: "held",
          kind: "disk",
          needs: "somebody",
          coverage: "disk",
          says: /are free, 1\.1 PB are needed\. Free some space/
        } as const
        yield* agrees(page, "hls/late", full)
        yield* dashboard(page, /disk is nearly full/)

        yield* changeSettings({ min_free_space: 0 })
        const folder = join(dataDir, "recordings")
        yield* Effect.acquireUseRelease(
          Effect.sync(() => renameSync(folder, `${folder}-away`)),
          () =>
            Effect.gen(function* () {
              const missing = {
                status: "held",
                kind: "unwritable",
                needs: "somebody",
                coverage: "storage",
                says: /is missing\. Nothing is started until it can be written again/
              } as const
              yield* agrees(page, "hls/late", missing)
              yield* reads(page, "#panel", /recordings' folder can't be read/)
              yield* dashboard(page, /recordings' folder .*is missing/)
            }),
          () => Effect.sync(() => renameSync(`${folder}-away`, folder))
        )
      })
    )
  })
})
