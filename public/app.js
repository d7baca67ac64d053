import { empty } from "./components/empty.js"
import { pulse, setTheme, shell } from "./components/frame.js"
import { toast } from "./components/toast.js"
import { sighted, tick } from "./components/when.js"
import { awaySentence, query, Refused, request, SignedOut } from "./lib/api.js"
import { html } from "./lib/html.js"
import { listenForKeys, moveInList, onRow } from "./lib/keys.js"
import { morph } from "./lib/morph.js"
import { show } from "./lib/page.js"
import { comeback } from "./lib/poll.js"
import { match } from "./lib/router.js"
import { forget, remember, remembered } from "./lib/session.js"
import { otherStyles, routes } from "./pages/routes.js"

const app = document.querySelector("#app")
const around = shell(app)
let user = null
let thumbnails = false
let shown
let beat
let asked = 0
let counted = false
let unknown = null
let lastSeen = null
/** What waits for a server that is away before the page that was asked for can be loaded. */
let waiting
let missed = false

/** Opens what is loaded on demand. Once it is there it opens at once, so that nothing that is typed right after the key is lost. */
const onDemand = (load, open) => {
  let there
  const ready = async () => {
    there ??= await load()
  }
  const opened = async () => {
    if (there === undefined) await ready()
    open(there)
  }
  const untold = () => toast("This could not be loaded. Try again when the server answers.", { trouble: true })
  return { ready: () => ready().catch(() => undefined), open: () => opened().catch(untold) }
}

const help = onDemand(
  () => import("./components/help.js"),
  (it) => it.openHelp(context)
)
const search = onDemand(
  () => Promise.all([import("./components/search.js"), import("./components/dialog.js")]).then(([it]) => it),
  (it) => it.openSearch(context)
)

/** What other pages look like, and what opens at a key, come when this page has all that it shows. */
const prepare = () => Promise.all([otherStyles(), search.ready()])

const become = (who) => {
  user = who
  around.setUser(who)
  beat = undefined
  if (who === null) return
  remember(who)
  beat = pulse({ admin: who.role === "admin", told: around.learn })
}

/** Asks who is asking, beside what else goes on: what was remembered of it may be old. */
const recognize = async () => {
  const before = user
  const { thumbnails: there, ...who } = await request("GET", "/api/me")
  thumbnails = there
  if (user !== before) return
  const same = before !== null && who.id === before.id && who.role === before.role && who.username === before.username
  if (same) return there && shown?.redraw()
  become(who)
  open()
}

const context = {
  user: () => user,
  admin: () => user?.role === "admin",
  health: () => around.known().health,
  /** Whether there are pictures of sources at `/thumbnails/{driver}/{username}`. */
  thumbnails: () => thumbnails,
  signedIn: (who, to) => {
    become(who)
    go(to, { replace: true })
    recognize().catch((error) => context.failed(error, { quiet: true }))
  },
  retitle: (title) => around.title(title),
  /** Tells how many record, where the page knows; null where it does not. */
  counted: (recording) => {
    counted = recording !== null
    if (counted) around.learn({ recording })
  },
  /** Tells whether a source that is shown is unknown: what was heard of the overseer before is then old. */
  seesUnknown: (holds) => {
    unknown = holds
  },
  alongside: (signal, news) => beat?.(signal, { counted, news, unknown }),
  reached: () => {
    if (lastSeen === null) (globalThis.requestIdleCallback ?? setTimeout)(prepare)
    lastSeen = new Date().toISOString()
    if (around.known().away !== null) around.learn({ away: null, seenAt: null })
  },
  failed: (error, { quiet = false } = {}) => {
    if (error instanceof SignedOut) return toDoor({ over: true })
    if (error.name === "AbortError") return
    if (error instanceof Refused && error.code === "away") around.learn({ away: awaySentence, seenAt: lastSeen })
    if (!quiet) toast(error.message, { trouble: true })
  },
  go: (to, options) => go(to, options)
}

const toDoor = ({ over = false } = {}) => {
  if (location.pathname === "/login") return
  become(null)
  forget()
  for (const dialog of document.querySelectorAll("dialog[open]")) dialog.close()
  go(query("/login", { to: location.pathname + location.search, over: over ? 1 : "" }), { replace: true })
}

const go = (to, { replace = false } = {}) => {
  history[replace ? "replaceState" : "pushState"](null, "", to)
  open()
  scrollTo(0, 0)
}

const pageOf = async (found) => {
  if (found === undefined) return (await import("./pages/elsewhere.js")).notFound
  if (found.route.admin && !context.admin()) return (await import("./pages/elsewhere.js")).notAllowed
  if (found.route.page !== undefined) return found.route.page
  const [page] = await Promise.all([found.route.load(), otherStyles()])
  return page
}

const unloadable = (text) =>
  empty(
    "This page could not be loaded",
    text,
    html`<button data-frame="retry">Load again</button>`,
    html`<h1>This page could not be loaded</h1>`
  )

/** Told of a page that the server did not give: it is loaded by itself as soon as a server that was away answers. */
const unloaded = (target) => {
  morph(target, unloadable("The server can't be reached. The page is loaded as soon as it answers again."))
  waiting = comeback({
    failed: (error) => context.failed(error, { quiet: true }),
    back: ({ wasAway }) => {
      context.reached()
      if (wasAway) {
        missed = true
        open()
      } else if (missed) location.reload()
      else morph(target, unloadable("The server did not give all of it; it may be of another version since."))
    }
  })
}

const retry = () => {
  if (shown !== undefined) shown.refresh()
  else if (waiting?.waits()) waiting.now()
  else location.reload()
}

const open = async () => {
  const turn = ++asked
  shown?.stop()
  waiting?.stop()
  shown = undefined
  const found = match(routes, location.pathname)
  if (user === null && !found?.route.open) return toDoor()
  counted = false
  unknown = null
  const target = around.room({ open: found?.route.open === true })
  try {
    const page = await pageOf(found)
    if (turn !== asked) return
    around.title(typeof page.title === "function" ? page.title(found?.params) : page.title)
    const route = { params: found?.params ?? {}, search: new URLSearchParams(location.search) }
    shown = show(target, page, context, route)
    missed = false
    for (const menu of document.querySelectorAll("[popover]:popover-open")) menu.hidePopover()
    // A page may put the focus where it is wanted; else it goes on from the top, where a first load begins by itself.
    const main = document.querySelector("#main")
    if (main !== null && turn > 1 && !target.contains(document.activeElement)) main.focus({ preventScroll: true })
  } catch {
    if (turn === asked) unloaded(target)
  }
}

const signOut = async () => {
  shown?.stop()
  shown = undefined
  await request("POST", "/api/auth/logout").catch((error) => context.failed(error))
  become(null)
  forget()
  go("/login", { replace: true })
}

const framed = { signOut, help: help.open, search: search.open, retry }
const goes = { "g d": "/", "g s": "/subscriptions", "g p": "/profile", "g a": "/admin/config" }

addEventListener("popstate", open)
document.addEventListener("click", (event) => {
  const link = event.target.closest("a[href^='/']")
  const plain = !(event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) && event.button === 0
  if (link === null || !plain || link.hasAttribute("download") || link.target !== "") return
  event.preventDefault()
  go(link.getAttribute("href"))
})

/** A page that is about to be opened is fetched before the press comes. */
const foresee = ({ target }) => {
  const link = target.closest?.("a[href^='/']")
  const found = link === null || link === undefined ? undefined : match(routes, link.pathname)
  found?.route.load?.().catch(() => undefined)
}
document.addEventListener("pointerover", foresee, { passive: true })
document.addEventListener("focusin", foresee)

app.addEventListener("click", (event) => {
  framed[event.target.closest("[data-frame]")?.dataset.frame]?.()
  if (event.target.closest(".skip") !== null) {
    event.preventDefault()
    document.querySelector("#main").focus()
  }
})
app.addEventListener("change", ({ target }) => {
  if (target.dataset.set === "theme") setTheme(target.value)
})
listenForKeys((keys) => {
  if (user === null) return false
  if (keys === "/") search.open()
  else if (keys === "?") help.open()
  else if (keys === "n") go("/subscriptions?add=1")
  else if (keys === "j" || keys === "k") return moveInList(keys === "j" ? 1 : -1)
  else if (keys === "ArrowDown" || keys === "ArrowUp") return onRow() && moveInList(keys === "ArrowDown" ? 1 : -1)
  else if (goes[keys] !== undefined && (keys !== "g a" || context.admin())) go(goes[keys])
  else return false
  return true
})
setInterval(tick, 1_000)
document.addEventListener("contentvisibilityautostatechange", sighted, true)

become(remembered())
open()
// Who never signed in here, or signed out, needs no request to be told so.
if (user !== null) recognize().catch((error) => context.failed(error, { quiet: true }))
