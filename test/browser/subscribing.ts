import { assert } from "@effect/vitest"
import { Effect, Schema } from "effect"
import type { Page } from "playwright-core"
import { Browser, done } from "./Browser.ts"

export const Counted = Schema.Struct({
  total: Schema.Int,
  counts: Schema.Struct({ posture: Schema.Record(Schema.String, Schema.Int) })
})

/** Paused ones, so that nothing is started for them: a line each as the import reads it. */
export const paused = (prefix: string, many: number) =>
  Array.from({ length: many }, (_, i) => `hls,${prefix}${String(i + 1).padStart(4, "0")},paused`)

export const importing = Effect.fnUntraced(function* (lines: ReadonlyArray<string>) {
  const { address, admin } = yield* Browser
  const body = {
    subscriptions: lines
      .map((line) => line.split(","))
      .map(([driver, username, posture]) => ({ driver, username, posture }))
  }
  const answer = yield* admin.ask("POST", "/subscriptions/import", body)
  assert.strictEqual(answer.status, 200, address)
})

/** How many of these there are, in all and by posture, as the server counts them. */
export const counted = Effect.fnUntraced(function* (q: string) {
  const { admin } = yield* Browser
  const { counts, total } = yield* Schema.decodeUnknownEffect(Counted)(
    (yield* admin.ask("GET", `/subscriptions?limit=1&q=${q}`)).body
  )
  const { active = 0, archived = 0, paused = 0 } = counts.posture
  return { total, active, archived, paused }
})

export const row = (page: Page, name: string) => page.locator("#rows .sub", { hasText: name })

export const bulk = (page: Page, verb: string) =>
  done(() =>
    Promise.all([
      page.waitForResponse((it) => it.url().endsWith("/api/subscriptions/bulk") && it.ok()),
      page.click(`#bulk [data-verb=${verb}]`)
    ])
  )

export const said = (page: Page, text: string) => done(() => page.waitForSelector(`#toasts .toast:has-text("${text}")`))

export const paste = (page: Page, text: string) =>
  done(() =>
    page.locator("#username").evaluate((input, text) => {
      const clipboardData = new DataTransfer()
      clipboardData.setData("text", text)
      const event = new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true })
      // What a browser does with a paste that nobody stops.
      if (input.dispatchEvent(event) && input instanceof HTMLInputElement) input.value = text.replaceAll("\n", "")
    }, text)
  )
