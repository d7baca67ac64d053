import { empty } from "./components/empty.js"
import { frame } from "./components/frame.js"
import { openHelp } from "./components/help.js"
import { openSearch } from "./components/search.js"
import { toast } from "./components/toast.js"
import { tick } from "./components/when.js"
import { Refused, request, SignedOut } from "./lib/api.js"
import { html } from "./lib/html.js"
import { listenForKeys } from "./lib/keys.js"
import { morph } from "./lib/morph.js"
import { show } from "./lib/page.js"
import { pulse } from "./lib/pulse.js"
import { match } from "./lib/router.js"
import { moveInList } from "./lib/rows.js"
import { applyTheme, setTheme } from "./lib/theme.js"
import { notAllowed, notFound } from "./pages/elsewhere.js"
import { routes } from "./pages/routes.js"

const app = document.querySelector("#app")
let user = null
let shown
let beat
let asked = 0
let known = { recording: 0, away: null, seenAt: null, health: null }
let counted = false

const surround = () => {
  if (user !== null && shown?.open !== true) morph(app, frame({ user, pathname: location.pathname, ...known }))
  return app.querySelector("#page")
}

const retitle = () => {
  document.title = `${known.recording > 0 ? `(${known.recording}) ` : ""}${shown?.title === undefined ? "" : `${shown.title} · `}Sticky DVR`
  const icon = known.recording > 0 ? "/favicon-recording.svg" : "/favicon.svg"
  const link = document.querySelector("link[rel=icon]")
  if (link.getAttribute("href") !== icon) link.setAttribute("href", icon)
}

const learn = (news) => {
  if (Object.entries(news).every(([key, value]) => JSON.stringify(known[key]) === JSON.stringify(value))) return
  known = { ...known, ...news }
  surround()
  retitle()
}

const signIn = (who) => {
  user = who
  localStorage.setItem("known", "1")
  beat = pulse({ admin: who.role === "admin", told: learn })
}

const context = {
  user: () => user,
  admin: () => user?.role === "admin",
  health: () => known.health,
  signedIn: (who, to) => {
    signIn(who)
    go(to, { replace: true })
  },
  retitle: (title) => {
    shown = { ...shown, title }
    retitle()
  },
  counted: (recording) => {
    counted = true
    learn({ recording })
  },
  alongside: (signal) => beat?.(signal, counted),
  reached: () => {
    lastSeen = new Date().toISOString()
    if (known.away !== null) learn({ away: null, seenAt: null })
  },
  failed: (error, { quiet = false } = {}) => {
    if (error instanceof SignedOut) return toDoor()
    if (error.name === "AbortError") return
    if (error instanceof Refused && error.code === "away") learn({ away: error.message, seenAt: lastSeen })
    if (!quiet) toast(error.message, { trouble: true })
  },
  go: (to, options) => go(to, options)
}
let lastSeen = null

const toDoor = () => {
  if (location.pathname === "/login") return
  user = null
  for (const dialog of document.querySelectorAll("dialog[open]")) dialog.close()
  go(`/login?to=${encodeURIComponent(location.pathname + location.search)}`, { replace: true })
}

const go = (to, { replace = false } = {}) => {
  history[replace ? "replaceState" : "pushState"](null, "", to)
  open()
  scrollTo(0, 0)
}

const pageOf = async (found) => {
  if (found === undefined) return notFound
  if (found.route.admin && !context.admin()) return notAllowed
  return found.route.page ?? found.route.load()
}

const open = async () => {
  const turn = ++asked
  shown?.stop()
  const found = match(routes, location.pathname)
  if (user === null && !found?.route.open) return toDoor()
  counted = false
  shown = { stop: () => undefined, open: found?.route.open === true }
  const target = shown.open ? app : surround()
  if (shown.open) app.replaceChildren()
  try {
    const page = await pageOf(found)
    if (turn !== asked) return
    const title = typeof page.title === "function" ? page.title(found?.params) : page.title
    const route = { params: found?.params ?? {}, search: new URLSearchParams(location.search) }
    const { stop } = show(target, page, context, route)
    shown = { stop, title, open: shown.open }
    retitle()
    for (const menu of document.querySelectorAll("[popover]:popover-open")) menu.hidePopover()
    if (!shown.open) document.querySelector("#main").focus({ preventScroll: true })
  } catch (error) {
    if (turn === asked)
      morph(
        target,
        empty(
          "This page could not be loaded",
          `${error.message} Load it again in a moment.`,
          null,
          html`<h1>This page could not be loaded</h1>`
        )
      )
  }
}

const signOut = async () => {
  shown?.stop()
  shown = undefined
  await request("POST", "/api/auth/logout").catch((error) => context.failed(error))
  user = null
  localStorage.removeItem("known")
  known = { ...known, recording: 0 }
  go("/login", { replace: true })
}

const framed = { signOut, help: () => openHelp(context), search: () => openSearch(context) }
const goes = { "g d": "/", "g s": "/subscriptions", "g p": "/profile", "g a": "/admin/config" }

addEventListener("popstate", open)
document.addEventListener("click", (event) => {
  const link = event.target.closest("a[href^='/']")
  const plain = !(event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) && event.button === 0
  if (link === null || !plain || link.hasAttribute("download") || link.target !== "") return
  event.preventDefault()
  go(link.getAttribute("href"))
})
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
  if (keys === "/") openSearch(context)
  else if (keys === "?") openHelp(context)
  else if (keys === "n") go("/subscriptions?add=1")
  else if (keys === "j" || keys === "k") return moveInList(keys === "j" ? 1 : -1)
  else if (goes[keys] !== undefined && (keys !== "g a" || context.admin())) go(goes[keys])
  else return false
  return true
})
setInterval(tick, 1_000)
applyTheme()

/** Who is asking, before anything is shown; a server that is away is asked again until it answers. */
const begin = async () => {
  // Who never signed in here, or signed out, needs no request to be told so.
  if (localStorage.getItem("known") === null) return open()
  try {
    signIn(await request("GET", "/api/me"))
  } catch (error) {
    if (!(error instanceof SignedOut) && location.pathname !== "/login") {
      morph(
        app,
        empty("The server can't be reached", "It is asked again every five seconds; nothing has to be done here.")
      )
      setTimeout(begin, 5_000)
      return
    }
  }
  open()
}
begin()
