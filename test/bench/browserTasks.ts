import { Effect } from "effect"
import type { Browser, Page } from "playwright-core"

interface Traced {
  readonly name: string
  readonly pid: number
  readonly tid: number
  /** CPU time of the thread itself, in microseconds: what other programs take meanwhile is not in it. */
  readonly tdur?: number
}

const mark = "watched"

/** Does something with a page and gives the CPU time of the longest task of its main thread meanwhile, in milliseconds. */
export const longestTask = Effect.fnUntraced(function* <A, E>(browser: Browser, page: Page, act: Effect.Effect<A, E>) {
  const tools = yield* Effect.promise(() => browser.newBrowserCDPSession())
  const events: Array<Traced> = []
  tools.on("Tracing.dataCollected", ({ value }) => {
    for (const { name, pid, tid, tdur } of value) {
      events.push({ name: `${name}`, pid: Number(pid), tid: Number(tid), tdur: Number(tdur ?? 0) })
    }
  })
  yield* Effect.promise(() =>
    tools.send("Tracing.start", {
      transferMode: "ReportEvents",
      traceConfig: { includedCategories: ["toplevel", "blink.user_timing"] }
    })
  )
  yield* Effect.promise(() => page.evaluate((it) => void performance.mark(it), mark))
  yield* act
  const ended = Promise.withResolvers<void>()
  tools.once("Tracing.tracingComplete", () => ended.resolve())
  yield* Effect.promise(() => tools.send("Tracing.end").then(() => ended.promise))
  yield* Effect.promise(() => tools.detach())
  const here = events.find(({ name }) => name === mark)
  const tasks = events.filter(
    ({ name, pid, tid }) => name.endsWith("RunTask") && pid === here?.pid && tid === here?.tid
  )
  return Math.max(...tasks.map(({ tdur = 0 }) => tdur)) / 1000
})
