import { frame } from "./components/frame.js"
import { morph } from "./lib/morph.js"

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
