import { Effect } from "effect"
import type { Page } from "playwright-core"
import { asFirefox } from "./asFirefox.ts"
import { done } from "./Browser.ts"

/** Lets Chromium be as Firefox is. */
export const withoutHls = (page: Page) => done(() => page.addInitScript(asFirefox))

/** Waits until the picture has moved past this second, for a minute if nothing else is said. */
export const playsPast = (page: Page, second: number, timeout = 60_000) =>
  done(() =>
    page.waitForFunction((second) => (document.querySelector("video")?.currentTime ?? 0) > second, second, { timeout })
  )

/** Goes to this second and waits until it is shown and moves on from there. */
export const playsFrom = Effect.fnUntraced(function* (page: Page, second: number) {
  yield* done(() =>
    page.evaluate((second) => {
      const video = document.querySelector("video")
      if (video !== null) video.currentTime = second
    }, second)
  )
  yield* done(() =>
    page.waitForFunction((second) => {
      const { currentTime = 0, seeking = true } = document.querySelector("video") ?? {}
      return !seeking && currentTime > second + 0.5 && currentTime < second + 30
    }, second)
  )
})

/** Waits until a script plays, which feeds the player from memory, or the browser itself does, before it may give up. */
export const isPlayedBy = (page: Page, who: "script" | "browser") =>
  done(() =>
    page.waitForFunction(
      (begin) => document.querySelector("video")?.currentSrc.startsWith(begin),
      who === "script" ? "blob:" : "http"
    )
  )
