import { dashboard } from "./dashboard.js"

// A page and what it is made of are asked for at once: otherwise each would be found only after the one that names it.
const login = () => Promise.all([import("./login.js"), import("../components/field.js")]).then(([it]) => it.login)

const list = () =>
  Promise.all([
    import("./subscriptions.js"),
    import("./subscriptions/add.js"),
    import("./subscriptions/bulk.js"),
    import("./subscriptions/changes.js"),
    import("./subscriptions/filters.js"),
    import("./subscriptions/delayChange.js"),
    import("./subscriptions/row.js"),
    import("../lib/delayed.js"),
    import("../lib/list.js"),
    import("../lib/listClocks.js")
  ]).then(([{ subscriptions }]) => subscriptions)

const source = (params, search) =>
  Promise.all([import("./source/opening.js"), import("../lib/styled.js"), import("../player/hls.js")]).then(
    ([{ opened }]) => opened(params, search)
  )

/**
 * Every page by its address. What is not needed at once is loaded when it is first opened; `load(params, search)` hears
 * what its address asks for, without the latter as long as it is only foreseen.
 */
export const routes = [
  { path: "/login", load: login, open: true },
  { path: "/", page: dashboard },
  { path: "/subscriptions", load: list },
  { path: "/recordings", load: () => import("./recordings.js").then(({ load }) => load()) },
  { path: "/recordings/storage", load: () => import("./storage.js").then(({ load }) => load()) },
  { path: "/source/:driver/:username", load: source },
  { path: "/profile", load: () => import("./profile.js").then(({ profile }) => profile) },
  { path: "/admin/config", admin: true, load: () => import("./admin/config.js").then(({ config }) => config) },
  { path: "/admin/users", admin: true, load: () => import("./admin/users.js").then(({ users }) => users) },
  { path: "/admin/sources", admin: true, load: () => import("./admin/sources.js").then(({ sources }) => sources) },
  {
    path: "/admin/diagnostics",
    admin: true,
    load: () => import("./admin/diagnostics.js").then(({ diagnostics }) => diagnostics)
  },
  { path: "/admin/audit", admin: true, load: () => import("./admin/audit.js").then(({ audit }) => audit) }
]

let coming

const enabled = (link) =>
  new Promise((resolve) => {
    link.addEventListener("load", resolve, { once: true })
    // A page without one of its style sheets is better than none; the next one asks for it again.
    const without = () => {
      link.disabled = true
      coming = undefined
      resolve()
    }
    link.addEventListener("error", without, { once: true })
    link.disabled = false
  })

/** Lets the style sheets come that the first page does without; the promise is kept when they are there. */
export const otherStyles = () => {
  coming ??= Promise.all([...document.querySelectorAll("link[rel=stylesheet][disabled]")].map(enabled))
  return coming
}
