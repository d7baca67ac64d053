import type { Page } from "playwright-core"

declare global {
  interface Window {
    /** Lengths of frames and of long tasks since the watch began, in milliseconds. */
    frameTimes: Array<number>
    tasks: Array<number>
  }
}

/** Watches how long the page's frames take from now on; what is watched ends with the page. */
export const watchFrames = (page: Page) =>
  page.evaluate(() => {
    window.frameTimes = []
    window.tasks = []
    let last = performance.now()
    const next = () => {
      const now = performance.now()
      window.frameTimes.push(now - last)
      last = now
      requestAnimationFrame(next)
    }
    requestAnimationFrame(next)
    new PerformanceObserver((list) => window.tasks.push(...list.getEntries().map(({ duration }) => duration))).observe({
      type: "longtask"
    })
  })

export interface Frames {
  readonly worst: number
  readonly usual: number
  /** Tasks of more than 50 ms, which no frame can hide. */
  readonly longTasks: number
}

/** What the frames were since the watch began, or since this was asked last. */
export const framesOf = (page: Page): Promise<Frames> =>
  page.evaluate(() => {
    const sorted = window.frameTimes.splice(0).sort((a, b) => a - b)
    return {
      worst: sorted.at(-1) ?? 0,
      usual: sorted[Math.floor(sorted.length / 2)] ?? 0,
      longTasks: window.tasks.splice(0).length
    }
  })

/** Turns the wheel down and up again, so far that every row comes by, a step a frame. */
export const scrollThrough = (page: Page, steps: number) =>
  page.evaluate(
    (steps) =>
      // In the page there is no Effect.
      // @effect-diagnostics-next-line newPromise:off
      new Promise<void>((resolve) => {
        let i = 0
        const step = () => {
          const height = document.documentElement.scrollHeight - innerHeight
          const way = i < steps ? i / steps : (2 * steps - i) / steps
          scrollTo(0, height * way)
          i += 1
          if (i <= 2 * steps) requestAnimationFrame(step)
          else resolve()
        }
        step()
      }),
    steps
  )
