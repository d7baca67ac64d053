import { empty } from "./components/empty.js"
import { toast } from "./components/toast.js"
import { awaySentence, Refused, SignedOut } from "./lib/api.js"
import { html } from "./lib/html.js"
import { comeback } from "./lib/poll.js"
import { render } from "./lib/render.js"

const unloadable = (text) =>
  empty(
    "This page could not be loaded",
    text,
    html`<button data-frame="retry">Load again</button>`,
    html`<h1>This page could not be loaded</h1>`
  )

/**
 * What is told of a server that does not answer, and what waits for it. `around` is the shell, which shows it; `first()` hears of
 * the first answer, `signedOut()` of a session that is over.
 */
export const outageOf = ({ around, first, signedOut }) => {
  let lastSeen = null
  /** What waits for the server before the page that was asked for can be loaded. */
  let waiting
  let missed = false

  const reached = () => {
    if (lastSeen === null) first()
    lastSeen = new Date().toISOString()
    if (around.known().away !== null) around.learn({ away: null, seenAt: null })
  }

  /** Tells what went wrong: in words, unless it is `quiet`; that the server is away in any case. */
  const failed = (error, { quiet = false } = {}) => {
    if (error instanceof SignedOut) return signedOut()
    if (error.name === "AbortError") return
    if (error instanceof Refused && error.code === "away") around.learn({ away: awaySentence, seenAt: lastSeen })
    if (!quiet) toast(error.message, { trouble: true })
  }

  return {
    reached,
    failed,
    /** Told of a page that the server did not give: `open()` is tried again by itself as soon as one that was away answers. */
    unloaded: (target, open) => {
      render(target, unloadable("The server can't be reached. The page is loaded as soon as it answers again."))
      waiting = comeback({
        failed: (error) => failed(error, { quiet: true }),
        back: ({ wasAway }) => {
          reached()
          if (wasAway) {
            missed = true
            open()
          } else if (missed) location.reload()
          else render(target, unloadable("The server did not give all of it; it may be of another version since."))
        }
      })
    },
    loaded: () => {
      missed = false
    },
    /** No longer waits: another page is asked for. */
    stop: () => waiting?.stop(),
    retry: () => (waiting?.waits() ? waiting.now() : location.reload())
  }
}
