import { setTheme, shell } from "./components/frame.js"
import { toast } from "./components/toast.js"
import { tick } from "./components/when.js"
import { request } from "./lib/api.js"
import { listenForKeys, moveInList, onRow } from "./lib/keys.js"
import { sessionOf } from "./lib/session.js"
import { navigationOf } from "./navigation.js"
import { outageOf } from "./outage.js"
import { otherStyles } from "./pages/routes.js"

const app = document.querySelector("#app")
const around = shell(app)
const session = sessionOf({ request, changed: around.setUser })

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

const outage = outageOf({
  around,
  first: () => (globalThis.requestIdleCallback ?? setTimeout)(prepare),
  signedOut: () => pages.toDoor({ over: true })
})

const recognize = async () => {
  try {
    if (await session.recognize()) pages.open()
    else if (session.thumbnails() || session.oneFile()) pages.redraw()
  } catch (error) {
    outage.failed(error, { quiet: true })
  }
}

/** What every page gets. */
const context = {
  user: session.user,
  admin: session.admin,
  thumbnails: session.thumbnails,
  oneFile: session.oneFile,
  health: () => around.known().health,
  counted: around.counted,
  seesUnknown: around.seesUnknown,
  alongside: around.alongside,
  reached: outage.reached,
  failed: outage.failed,
  go: (to, options) => pages.go(to, options),
  signedIn: (who, to) => {
    session.become(who)
    pages.go(to, { replace: true })
    recognize()
  }
}

const pages = navigationOf({ around, context, outage, session })

const signOut = async () => {
  pages.leave()
  await request("POST", "/api/auth/logout").catch(outage.failed)
  session.become(null)
  pages.go("/login", { replace: true })
}

const framed = { signOut, help: help.open, search: search.open, retry: pages.retry }
const goes = { "g d": "/", "g r": "/recordings", "g s": "/subscriptions", "g p": "/profile", "g a": "/admin/config" }

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
  if (session.user() === null) return false
  if (keys === "/") search.open()
  else if (keys === "?") help.open()
  else if (keys === "n") pages.go("/subscriptions?add=1")
  else if (keys === "j" || keys === "k") return moveInList(keys === "j" ? 1 : -1)
  else if (keys === "ArrowDown" || keys === "ArrowUp") return onRow() && moveInList(keys === "ArrowDown" ? 1 : -1)
  else if (goes[keys] !== undefined && (keys !== "g a" || session.admin())) pages.go(goes[keys])
  else return false
  return true
})
setInterval(tick, 1_000)

pages.open()
// Who never signed in here, or signed out, needs no request to be told so.
if (session.user() !== null) recognize()
