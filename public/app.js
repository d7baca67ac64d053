import { empty } from "./components/empty.js"
import { frame } from "./components/frame.js"
import { toast } from "./components/toast.js"
import { tick } from "./components/when.js"
import { Refused, request, SignedOut } from "./lib/api.js"
import { morph } from "./lib/morph.js"
import { show } from "./lib/page.js"
import { match } from "./lib/router.js"
import { login } from "./pages/login.js"
import { subscriptions } from "./pages/subscriptions.js"

const routes = [
  { path: "/login", page: login },
  { path: "/", page: subscriptions }
]
const lost = {
  title: "Not found",
  state: {},
  view: () => empty("There is no such page", "The address may be mistyped, or what it showed is gone.")
}

const app = document.querySelector("#app")
let user = null
let shown
let recording = 0
let away = null

const surround = () => {
  morph(app, frame({ user, pathname: location.pathname, recording, away }))
  return app.querySelector("#page")
}

const retitle = (title) => {
  document.title = `${recording > 0 ? `(${recording}) ` : ""}${title} · Sticky DVR`
}

const context = {
  signedIn: (who, to) => {
    user = who
    go(to, { replace: true })
  },
  counted: (count) => {
    if (count === recording) return
    recording = count
    surround()
    retitle(shown.title)
  },
  reached: () => {
    if (away === null) return
    away = null
    surround()
  },
  failed: (error, { quiet = false } = {}) => {
    if (error instanceof SignedOut) return toDoor()
    if (error instanceof Refused && error.code === "away") {
      away = error.message
      surround()
    }
    if (!quiet) toast(error.message, { trouble: true })
  }
}

const toDoor = () => {
  user = null
  go(`/login?to=${encodeURIComponent(location.pathname + location.search)}`, { replace: true })
}

const go = (to, { replace = false } = {}) => {
  history[replace ? "replaceState" : "pushState"](null, "", to)
  open()
}

const open = () => {
  shown?.stop()
  const page = match(routes, location.pathname)?.route.page ?? lost
  if (!page.open && user === null) return toDoor()
  const target = page.open ? app : surround()
  if (page.open) app.replaceChildren()
  shown = { ...show(target, page, context), title: page.title }
  retitle(page.title)
}

addEventListener("popstate", open)
document.addEventListener("click", (event) => {
  const link = event.target.closest("a[href^='/']")
  const plain = !(event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) && event.button === 0
  if (link === null || !plain || link.hasAttribute("download") || link.target !== "") return
  event.preventDefault()
  go(link.getAttribute("href"))
})
app.addEventListener("click", async (event) => {
  if (event.target.closest("[data-action='signOut']") === null) return
  await request("POST", "/api/auth/logout").catch(() => undefined)
  user = null
  go("/login", { replace: true })
})
setInterval(tick, 1_000)

try {
  user = await request("GET", "/api/me")
} catch (error) {
  if (!(error instanceof SignedOut)) toast(error.message, { trouble: true })
}
open()
