import { dashboard } from "./dashboard.js"
import { login } from "./login.js"
import { subscriptions } from "./subscriptions.js"

/** Every page by its address. What is not needed at once is loaded when it is first opened. */
export const routes = [
  { path: "/login", page: login, open: true },
  { path: "/", page: dashboard },
  { path: "/subscriptions", page: subscriptions },
  { path: "/source/:driver/:username", load: () => import("./source.js").then(({ source }) => source) },
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
