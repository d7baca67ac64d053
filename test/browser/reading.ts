import { isDeepStrictEqual as isEqual } from "node:util"
import { assert } from "@effect/vitest"
import { Effect, Schedule } from "effect"
import type { Page } from "playwright-core"
import { done } from "./Browser.ts"

/** Waits until something on the page reads like this. */
export const reads = (page: Page, selector: string, text: RegExp) =>
  done(() => page.locator(selector).filter({ hasText: text, visible: true }).first().waitFor())

/** Waits until a look at the page gives this: a page follows what is done to it in its own time. */
export const gives = <A>(look: () => Promise<A>, expected: A, what?: string) =>
  Effect.repeat(done(look), {
    until: (found) => isEqual(found, expected),
    schedule: Schedule.spaced("50 millis")
  }).pipe(
    Effect.timeoutOption("60 seconds"),
    Effect.andThen(done(look)),
    Effect.map((found) => assert.deepStrictEqual(found, expected, what))
  )

/** Waits until a refusal stands in this place, near what was pressed, and was told in a live region as well. */
export const refusedIn = Effect.fnUntraced(function* (page: Page, place: string, sentence: RegExp, aloud = sentence) {
  yield* reads(page, `${place} .field-error`, sentence)
  yield* reads(page, "#toasts[aria-live], [role=alert]", aloud)
})

/** Goes on with Tab until this has the focus, as somebody without a pointer does. */
export const tabTo = Effect.fnUntraced(function* (page: Page, selector: string) {
  const there = () => page.evaluate((it) => document.activeElement?.matches(it) === true, selector)
  for (let i = 0; i < 200; i++) {
    if (yield* done(there)) return
    yield* done(() => page.keyboard.press("Tab"))
  }
  assert.fail(`Tab does not reach ${selector}`)
})

/** Presses keys one after the other. */
export const press = (page: Page, ...keys: ReadonlyArray<string>) =>
  Effect.forEach(keys, (key) => done(() => page.keyboard.press(key)), { discard: true })

/** Does something and waits for the answer to the request that it makes. */
export const answered = (page: Page, method: string, path: RegExp, act: () => Promise<unknown>) =>
  done(() =>
    Promise.all([
      page.waitForResponse((it) => it.request().method() === method && path.test(new URL(it.url()).pathname)),
      act()
    ]).then(([answer]) => answer)
  )

/** All of a page's text holds no times, sizes or durations in raw form, nor the words of missing values. */
export const readsLikeProse = Effect.fnUntraced(function* (page: Page, selector = "#page") {
  const text = yield* done(() => page.locator(selector).allInnerTexts())
  assert.notMatch(text.join(" "), /\d{4}-\d\d-\d\dT|\d{7,}|\bNaN\b|undefined|null|\[object/)
})
