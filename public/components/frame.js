import { html, on } from "../lib/html.js"
import { icon } from "./icon.js"
import { when } from "./when.js"

const places = [
  { path: "/", name: "Dashboard", drawing: "home" },
  { path: "/subscriptions", name: "Subscriptions", drawing: "list", also: "/source/" },
  { path: "/profile", name: "Profile", drawing: "user" },
  { path: "/admin/config", name: "Admin", drawing: "gear", also: "/admin/", admin: true }
]
const rooms = [
  { path: "/admin/config", name: "Settings" },
  { path: "/admin/users", name: "Users" },
  { path: "/admin/sources", name: "Sources" },
  { path: "/admin/diagnostics", name: "Diagnostics" },
  { path: "/admin/audit", name: "Audit log" }
]

const themeNames = ["system", "light", "dark"]

/** The chosen theme: `system`, `light` or `dark`. */
export const theme = () => {
  const chosen = localStorage.getItem("theme")
  return themeNames.includes(chosen) ? chosen : "system"
}

/** Chooses a theme, now and for later visits, where `first.js` applies it. */
export const setTheme = (chosen) => {
  localStorage.setItem("theme", chosen)
  if (chosen === "system") document.documentElement.removeAttribute("data-theme")
  else document.documentElement.setAttribute("data-theme", chosen)
  for (const radio of document.querySelectorAll("[data-set=theme]")) radio.checked = radio.value === chosen
}

const current = (holds) => on('aria-current="page"', holds)

const mark = (admin, { drawing, text, trouble = false, well = false }) => {
  const inside = html`${icon(drawing)}<span class="mark-text">${text}</span>`
  const look = `mark${trouble ? " mark-trouble" : ""}${well ? " wide" : ""}`
  return admin
    ? html`<a class="${look}" href="/admin/diagnostics">${inside}</a>`
    : html`<span class="${look}">${inside}</span>`
}

/** Marks appear for trouble alone: what is well needs no words. */
const marks = ({ admin, away, health }) => [
  away !== null ? mark(admin, { drawing: "unknown", text: "Server away", trouble: true }) : null,
  away === null && health !== null && !health.overseer
    ? mark(admin, { drawing: "unknown", text: "Overseer away", trouble: true })
    : null,
  away === null && health !== null && !health.database
    ? mark(admin, { drawing: "stalled", text: "Database away", trouble: true })
    : null,
  away === null && health?.overseer && health.database
    ? mark(admin, { drawing: "linked", text: "Connected", well: true })
    : null
]

const themes = (chosen) =>
  themeNames.map(
    (name) =>
      html`<label class="choice"><input type="radio" name="theme" value="${name}" data-set="theme" ${on("checked", name === chosen)} /><span>${name[0].toUpperCase() + name.slice(1)}</span></label>`
  )

const account = (user) => html`
  <button class="quiet" id="account-button" popovertarget="account" aria-haspopup="true" aria-label="Account of ${user.username}">${icon("user")}<span class="account-name">${user.username}</span></button>
  <div id="account" popover class="menu">
    <p class="menu-head">${user.username} <span class="muted">Role: ${user.role}</span></p>
    <fieldset class="menu-themes"><legend class="muted">Theme</legend>${themes(theme())}</fieldset>
    <a href="/profile">Profile and sessions</a>
    <button class="quiet" data-frame="help">Keyboard shortcuts</button>
    <button class="quiet" data-frame="signOut">Sign out</button>
  </div>
`

const banner = ({ away, seenAt }) => html`
  <p class="banner" role="alert" id="away" ${on("hidden", away === null)}>${away}
    ${away === null || seenAt === null ? null : html` Last known ${when(seenAt)}.`}
    ${away === null ? null : html`<button data-frame="retry">Try now</button>`}</p>
`

/** What surrounds every page: where one is, what records, whether the server answers, who one is. */
export const frame = ({ user, pathname, recording, away, seenAt, health }) => {
  const admin = user.role === "admin"
  return html`
    <a class="skip" href="#main">To the content</a>
    <div class="frame">
      <header class="top">
        <a class="brand" href="/">Sticky DVR</a>
        ${recording === null ? null : html`<a class="mark ${recording > 0 ? "mark-rec" : ""}" href="/subscriptions?status=recording">${icon("recording")}<span class="number">${recording}<span class="mark-text"> recording</span></span></a>`}
        ${marks({ admin, away, health })}
        <span class="push"></span>
        <button class="search-button" data-frame="search" aria-label="Search for a source">${icon("search")}<span class="wide">Search</span><kbd class="wide" aria-hidden="true">/</kbd></button>
        ${account(user)}
      </header>
      <nav class="nav" aria-label="Pages">
        ${places
          .filter(({ admin: needed }) => admin || !needed)
          .map(
            ({ path, name, drawing, also }) =>
              html`<a href="${path}" ${current(path === pathname || (also !== undefined && pathname.startsWith(also)))}>${icon(drawing)}<span>${name}</span></a>`
          )}
      </nav>
      <main id="main" tabindex="-1">
        ${banner({ away, seenAt })}
        ${
          pathname.startsWith("/admin/") && admin
            ? html`<nav class="rooms" id="rooms" aria-label="Administration">${rooms.map(({ path, name }) => html`<a href="${path}" ${current(path === pathname)}>${name}</a>`)}</nav>`
            : null
        }
        <div id="page" class="page" data-keep></div>
      </main>
    </div>
  `
}
