import { query } from "./lib/api.js"
import { show } from "./lib/page.js"
import { addressOf, base, here, match } from "./lib/router.js"
import { otherStyles, routes } from "./pages/routes.js"

/**
 * From page to page: by `go`, by links, by the browser's own buttons. `context` is what each page gets, `around` makes room for
 * it, `outage` hears of one that can't be loaded, and `session` says who may see it.
 */
export const navigationOf = ({ around, context, outage, session }) => {
  let shown
  let asked = 0

  const pageOf = async (found) => {
    if (found === undefined) return (await import("./pages/elsewhere.js")).notFound
    if (found.route.admin && !session.admin()) return (await import("./pages/elsewhere.js")).notAllowed
    if (found.route.page !== undefined) return found.route.page
    const [page] = await Promise.all([
      found.route.load(found.params, new URLSearchParams(location.search)),
      otherStyles()
    ])
    return page
  }

  const leave = () => {
    shown?.stop()
    shown = undefined
  }

  const begin = (target, page, params = {}) => {
    around.title(typeof page.title === "function" ? page.title(params) : page.title)
    shown = show(target, page, context, { params, search: new URLSearchParams(location.search) })
    outage.loaded()
    for (const menu of document.querySelectorAll("[popover]:popover-open")) menu.hidePopover()
  }

  /** Opens what the address bar says. */
  const open = async () => {
    const turn = ++asked
    leave()
    outage.stop()
    const found = match(routes, here())
    if (session.user() === null && !found?.route.open) return toDoor()
    const target = around.room({ open: found?.route.open === true })
    try {
      const page = await pageOf(found)
      if (turn !== asked) return
      begin(target, page, found?.params)
      // A page may put the focus where it is wanted; else it goes on from the top, where a first load begins by itself.
      const main = document.querySelector("#main")
      if (main !== null && turn > 1 && !target.contains(document.activeElement)) main.focus({ preventScroll: true })
    } catch {
      if (turn === asked) outage.unloaded(target, open)
    }
  }

  const go = (to, { replace = false } = {}) => {
    history[replace ? "replaceState" : "pushState"](null, "", addressOf(to))
    open()
    scrollTo(0, 0)
  }

  /** Where one signs in, to come back from there; `over` says that a session has ended. */
  const toDoor = ({ over = false } = {}) => {
    if (here() === "/login") return
    session.become(null)
    for (const dialog of document.querySelectorAll("dialog[open]")) dialog.close()
    go(query("/login", { to: here() + location.search, over: over ? 1 : "" }), { replace: true })
  }

  /** The link around an element, if it leads to a page of this site. */
  const linkOf = (element) => element.closest(`a[href^='${base}/']`)

  addEventListener("popstate", open)
  document.addEventListener("click", (event) => {
    const link = linkOf(event.target)
    const plain = !(event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) && event.button === 0
    if (link === null || !plain || link.hasAttribute("download") || link.target !== "") return
    event.preventDefault()
    go(link.getAttribute("href").slice(base.length))
  })

  /** A page that is about to be opened is fetched before the press comes. */
  const foresee = ({ target }) => {
    const link = target.closest === undefined ? null : linkOf(target)
    const found = link === null ? undefined : match(routes, link.pathname.slice(base.length))
    found?.route.load?.(found.params).catch(() => undefined)
  }
  document.addEventListener("pointerover", foresee, { passive: true })
  document.addEventListener("focusin", foresee)

  return {
    go,
    leave,
    open,
    toDoor,
    redraw: () => shown?.redraw(),
    /** Reads the page anew, or loads it where it never came. */
    retry: () => (shown === undefined ? outage.retry() : shown.refresh())
  }
}
