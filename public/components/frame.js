import { html, on } from "../lib/html.js"
import { icon } from "./icon.js"

const places = [{ path: "/", name: "Recordings", drawing: "list" }]

/** What surrounds every page: where one is, what records, whether the server answers, who one is. */
export const frame = ({ user, pathname, recording, away }) => html`
  <div class="frame">
    <header class="top">
      <a class="brand" href="/">Sticky DVR</a>
      <span class="mark mark-rec">${icon("recording")}<span class="number">${recording} recording</span></span>
      <span class="push"></span>
      <span class="mark">${icon("user")}${user.username}</span>
      <button class="quiet" data-action="signOut">Sign out</button>
    </header>
    <nav class="nav" aria-label="Pages">
      ${places.map(
        ({ path, name, drawing }) =>
          html`<a href="${path}" ${on('aria-current="page"', path === pathname)}>${icon(drawing)}<span>${name}</span></a>`
      )}
    </nav>
    <main id="main" tabindex="-1">
      <p class="banner" role="alert" ${on("hidden", away === null)}>${away}</p>
      <div id="page" data-keep></div>
    </main>
  </div>
`
