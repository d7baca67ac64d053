import { query, request, watched } from "../lib/api.js"
import { attributes, html, on } from "../lib/html.js"
import { seldom } from "../lib/poll.js"
import { clear, render } from "../lib/render.js"
import { here } from "../lib/router.js"
import { icon } from "./icon.js"
import { when } from "./when.js"

const places = [
  { path: "/", name: "Dashboard", drawing: "home" },
  { path: "/recordings", name: "Recordings", drawing: "film", also: "/recordings/" },
  { path: "/subscriptions", name: "Sources", drawing: "list", also: "/source/" },
  { path: "/profile", name: "Profile", drawing: "user", admin: false },
  { path: "/admin/config", name: "Admin", drawing: "gear", also: "/admin/", admin: true }
]
const rooms = [
  { path: "/admin/config", name: "Settings" },
  { path: "/admin/users", name: "Users" },
  { path: "/admin/sources", name: "All sources" },
  { path: "/admin/diagnostics", name: "Diagnostics" },
  { path: "/admin/audit", name: "Audit log" }
]

const themeNames = ["system", "light", "dark"]

/** The chosen theme: `system`, `light` or `dark`. */
export const theme = () => {
  const chosen = localStorage.getItem("theme")
  return themeNames.includes(chosen) ? chosen : "system"
}

/** Chooses a theme, now and for later visits, where `earlyFetch.js` applies it. */
export const setTheme = (chosen) => {
  localStorage.setItem("theme", chosen)
  if (chosen === "system") document.documentElement.removeAttribute("data-theme")
  else document.documentElement.setAttribute("data-theme", chosen)
  for (const radio of document.querySelectorAll("[data-set=theme]")) radio.checked = radio.value === chosen
}

const current = (holds) => attributes({ "aria-current": holds && "page" })

const mark = (admin, look, drawing, text) => {
  const inside = html`${icon(drawing)}<span class="mark-text">${text}</span>`
  return admin
    ? html`<a class="mark ${look}" href="/admin/diagnostics">${inside}</a>`
    : html`<span class="mark ${look}">${inside}</span>`
}

/** Trouble stands out; that all is well is said where there is room. */
const marks = ({ admin, away, health }) => {
  if (away !== null) return mark(admin, "mark-trouble", "unknown", "Server away")
  if (health === null) return null
  const { database, overseer } = health
  if (overseer && database) return mark(admin, "wide", "linked", "Connected")
  return [
    overseer ? null : mark(admin, "mark-trouble", "unknown", "Overseer away"),
    database ? null : mark(admin, "mark-trouble", "stalled", "Database away")
  ]
}

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

/** Stands for a number that is not known. */
const unknown = "?"

/** How many record, of those with each status: nobody knows while some are unknown. */
const recordingOf = (counts) => (counts.unknown > 0 ? unknown : (counts.recording ?? 0))

/** What surrounds every page: where one is, what records, whether the server answers, who one is. */
const frame = ({ user, pathname, recording, away, seenAt, health }) => {
  const admin = user.role === "admin"
  return html`
    <a class="skip" href="#main">To the content</a>
    <div class="frame">
      <header class="top">
        <a class="brand" href="/">Sticky DVR</a>
        ${recording === null ? null : html`<a class="mark ${recording > 0 ? "mark-rec" : ""}" href="/subscriptions?status=${recording === unknown ? "unknown" : "recording"}">${icon(recording === unknown ? "unknown" : "recording")}<span class="number">${recording}<span class="mark-text"> recording</span></span></a>`}
        ${marks({ admin, away, health })}
        <span class="push"></span>
        <button class="search-button" data-frame="search" aria-label="Search for a source">${icon("search")}<span class="wide">Search</span><kbd class="wide" aria-hidden="true">/</kbd></button>
        ${account(user)}
      </header>
      <nav class="nav" aria-label="Pages">
        ${places
          .filter(({ admin: needed = admin }) => needed === admin)
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
        <div id="page" class="page"></div>
      </main>
    </div>
  `
}

/**
 * What stays around the pages: the frame with what it knows of the server, the title and the icon. `learn(news)` redraws only
 * for what is new; `recording` is null until it was asked for, `user` before anybody signed in.
 */
export const shell = (app) => {
  let known = { recording: null, away: null, seenAt: null, health: null }
  let user = null
  let page = { title: undefined, open: true, counted: false, unknown: null }
  let beat

  const retitle = () => {
    const { recording } = known
    document.title = `${recording > 0 || recording === unknown ? `(${recording}) ` : ""}${page.title === undefined ? "" : `${page.title} · `}Sticky DVR`
    const icon = recording > 0 ? "favicon-recording.svg" : "favicon.svg"
    const link = document.querySelector("link[rel=icon]")
    if (link.getAttribute("href") !== icon) link.setAttribute("href", icon)
  }

  const draw = () => {
    if (user !== null && !page.open) render(app, frame({ user, pathname: here(), ...known }))
    retitle()
  }

  const learn = (news) => {
    if (Object.entries(news).every(([key, value]) => JSON.stringify(known[key]) === JSON.stringify(value))) return
    known = { ...known, ...news }
    draw()
  }

  return {
    known: () => known,
    learn,
    setUser: (who) => {
      user = who
      if (who === null) known = { ...known, recording: null, health: null }
      beat = who === null ? undefined : pulse({ admin: who.role === "admin", told: learn })
    },
    /** Makes room for a page and gives the element it is shown in; an `open` page stands alone, without the frame. */
    room: ({ open }) => {
      page = { title: undefined, open, counted: false, unknown: null }
      if (open) clear(app)
      draw()
      return open ? app : app.querySelector("#page")
    },
    title: (title) => {
      page = { ...page, title }
      retitle()
    },
    /** What a page tells of what it shows: how many there are of each status, null where it does not know of all. */
    counted: (counts) => {
      page = { ...page, counted: counts !== null }
      if (counts !== null) learn({ recording: recordingOf(counts) })
    },
    /** Whether it shows a source that is unknown: what was heard of the overseer before is then old. Null where it can't tell. */
    seesUnknown: (unknown) => {
      page = { ...page, unknown }
    },
    /** Goes along with a page's read, which brought `news` or not. */
    alongside: (signal, news) => beat?.(signal, { ...page, news })
  }
}

/**
 * Asks what the frame shows beside any page, along with the page's reads: how many record, unless the page has `counted` them,
 * and whether overseer and database answer. Without `news` there is hardly ever anything to ask. What the page shows as `unknown`,
 * or no longer (null: it does not tell), says that the overseer went or came: that is asked at once.
 */
const pulse = ({ admin, told }) => {
  const counts = watched(query(admin ? "/api/sources" : "/api/subscriptions", { limit: 1 }))
  let counting = false
  const asking = seldom()
  let well = true
  let connected = true

  const count = async (signal) => {
    const answer = await counts(signal)
    counting = true
    if (answer !== undefined) told({ recording: recordingOf(answer.counts.status) })
  }

  const neighbours = async (signal) => {
    const health = await request("GET", "/api/health", { signal }).catch((error) => {
      if (error.name === "AbortError" || error.code === "away") throw error
      return { overseer_connected: false, database_connected: true, ...error.answer }
    })
    asking.done()
    connected = health.overseer_connected
    well = health.overseer_connected && health.database_connected
    told({
      health: {
        overseer: health.overseer_connected,
        database: health.database_connected,
        databaseError: health.database_error ?? null
      }
    })
  }

  return async (signal, { counted, news, unknown }) => {
    if (!counted && (news || !counting)) await count(signal)
    if ((news && unknown === connected) || asking.due({ news, trouble: !well })) await neighbours(signal)
  }
}
