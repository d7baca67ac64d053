import { request } from "./api.js"

/** The wait after `failures` failed reads in a row, in milliseconds: 5 s, then doubled up to a minute. */
export const waitAfter = (failures) => Math.min(5_000 * 2 ** Math.max(0, failures), 60_000)

/** How long one read may take, in milliseconds, before the server counts as away. */
const patience = 20_000

/**
 * Reads now and then every five seconds: one read at a time, none while the tab is hidden, rarer while the server is away, at
 * once when the network is back. `read(signal)` may throw; `failed(error)` hears of it. Gives `{ now, stop }`: `now` reads at once.
 */
export const poll = (read, failed) => {
  let timer
  let control
  let failures = 0
  let again = false
  let stopped = false

  const plan = () => {
    clearTimeout(timer)
    if (!stopped && !document.hidden) timer = setTimeout(run, waitAfter(failures))
  }

  const run = async () => {
    clearTimeout(timer)
    if (stopped) return
    if (control !== undefined) {
      again = true
      return
    }
    control = new AbortController()
    try {
      await read(AbortSignal.any([control.signal, AbortSignal.timeout(patience)]))
      failures = 0
    } catch (error) {
      if (stopped || error.name === "AbortError") return
      failures += 1
      failed(error)
    } finally {
      control = undefined
    }
    if (again) {
      again = false
      run()
    } else plan()
  }

  const shown = () => (document.hidden ? clearTimeout(timer) : run())
  document.addEventListener("visibilitychange", shown)
  addEventListener("online", shown)
  run()
  return {
    now: run,
    stop: () => {
      stopped = true
      clearTimeout(timer)
      control?.abort()
      document.removeEventListener("visibilitychange", shown)
      removeEventListener("online", shown)
    }
  }
}

/** How often what hardly changes is asked after, in milliseconds: while something happens, while there is trouble, at the least. */
const often = { busy: 30_000, trouble: 10_000, quiet: 300_000 }

/** Says when to ask again: `due({ news, trouble })`, and `done()` after it was asked. */
export const seldom = () => {
  let at = Number.NEGATIVE_INFINITY
  return {
    due: ({ news = false, trouble = false }) =>
      Date.now() - at >= (trouble ? often.trouble : news ? often.busy : often.quiet),
    done: () => {
      at = Date.now()
    }
  }
}

/**
 * Asks now and then whether the server answers, as soon as the network is back, and calls `back({ wasAway })` once it does;
 * `failed(error)` hears of each time that it does not. Gives `{ now, stop, waits }`: `now` asks at once.
 */
export const comeback = ({ back, failed }) => {
  let waits = true
  let wasAway = false
  const asking = poll(
    async (signal) => {
      await request("GET", "/api/health", { signal }).catch((error) => {
        // A refusal is an answer too.
        if (!(error.status > 0)) throw error
      })
      waits = false
      asking.stop()
      back({ wasAway })
    },
    (error) => {
      wasAway = true
      failed(error)
    }
  )
  return { ...asking, waits: () => waits }
}
