import { frame } from "./components/frame.js"
import { query, request, watched } from "./lib/api.js"
import { morph } from "./lib/morph.js"
import { seldom } from "./lib/poll.js"

/**
 * What stays around the pages: the frame with what it knows of the server, the title and the icon. `learn(news)` redraws only
 * for what is new; `recording` is null until it is known, `user` before anybody signed in.
 */
export const shell = (app) => {
  let known = { recording: null, away: null, seenAt: null, health: null }
  let user = null
  let page = { title: undefined, open: true }

  const retitle = () => {
    const { recording } = known
    document.title = `${recording > 0 ? `(${recording}) ` : ""}${page.title === undefined ? "" : `${page.title} · `}Sticky DVR`
    const icon = recording > 0 ? "/favicon-recording.svg" : "/favicon.svg"
    const link = document.querySelector("link[rel=icon]")
    if (link.getAttribute("href") !== icon) link.setAttribute("href", icon)
  }

  const draw = () => {
    if (user !== null && !page.open) morph(app, frame({ user, pathname: location.pathname, ...known }))
    retitle()
  }

  return {
    known: () => known,
    learn: (news) => {
      if (Object.entries(news).every(([key, value]) => JSON.stringify(known[key]) === JSON.stringify(value))) return
      known = { ...known, ...news }
      draw()
    },
    setUser: (who) => {
      user = who
      if (who === null) known = { ...known, recording: null, health: null }
    },
    /** Makes room for a page and gives the element it is shown in; an `open` page stands alone, without the frame. */
    room: ({ open }) => {
      page = { title: undefined, open }
      if (open) app.replaceChildren()
      draw()
      return open ? app : app.querySelector("#page")
    },
    title: (title) => {
      page = { ...page, title }
      retitle()
    }
  }
}

/**
 * What the frame shows beside any page: how many record, and whether overseer and database answer. It goes along with a page's
 * reads: `read(signal, { counted, news, unknown })`. A page that knows the number itself (`counted`) spares the request for it, and where
 * a read brought no `news` there is hardly ever anything to ask. What the page shows as unknown, or no longer (null: it does not
 * tell), says that the overseer went or came: that is asked at once.
 */
export const pulse = ({ admin, told }) => {
  const counts = watched(query(admin ? "/api/sources" : "/api/subscriptions", { limit: 1 }))
  let counting = false
  const asking = seldom()
  let well = true
  let connected = true

  const count = async (signal) => {
    const answer = await counts(signal)
    counting = true
    if (answer !== undefined) told({ recording: answer.counts.status.recording ?? 0 })
  }

  const neighbours = async (signal) => {
    const health = await request("GET", "/api/health", { signal }).catch((error) => {
      if (error.name === "AbortError" || error.code === "away") throw error
      return { overseer_connected: false, database_connected: true, ...error.answer }
    })
    asking.done()
    connected = health.overseer_connected
    well = health.overseer_connected && health.database_connected
    told({ health: { overseer: health.overseer_connected, database: health.database_connected } })
  }

  return async (signal, { counted, news, unknown = null }) => {
    if (!counted && (news || !counting)) await count(signal)
    if ((news && unknown === connected) || asking.due({ news, trouble: !well })) await neighbours(signal)
  }
}
