import { query, request } from "../../lib/api.js"
import { html, on } from "../../lib/html.js"
import { path } from "../../lib/router.js"

const kept = 500

const clock = (iso) => new Date(iso).toLocaleTimeString([], { hour12: false })

const fits = (q) => {
  const wanted = q.toLowerCase()
  return ({ line }) => line.toLowerCase().includes(wanted)
}

/** The last lines of the source's recorders; follows, unless it is paused or scrolled up. */
export const logView = ({ logs, logQuery, paused }) => {
  const lines = (logs ?? []).filter(fits(logQuery))
  return html`
    <div class="bar"><div class="field"><label for="log-q">Search in the log</label><input id="log-q" type="search" autocomplete="off" data-action="searchLog" data-on="input" /></div>
      <button data-action="pauseLog" aria-pressed="${paused ? "true" : "false"}">${paused ? "Follow" : "Pause"}</button>
      <span class="muted number">${lines.length} of ${(logs ?? []).length} lines</span></div>
    <div class="log" id="log" tabindex="0" role="log" aria-label="Log" aria-live="off">
      ${lines.map((one) => html`<div class="log-line" data-key="${one.seq}"><time datetime="${one.ts}">${clock(one.ts)}</time><span ${on('class="log-err"', one.stream === "stderr")}>${one.line}</span></div>`)}
    </div>
    ${logs !== null && logs.length === 0 ? html`<p class="muted">Nothing was printed since the server started.</p>` : null}
  `
}

export const readLog = async (page, signal) => {
  if (page.state.paused) return
  const { driver, username } = page.route.params
  const known = page.state.logs ?? []
  const { logs } = await request(
    "GET",
    query(path("api", "sources", driver, username, "logs"), { since: known.at(-1)?.seq, limit: kept }),
    { signal }
  )
  if (page.state.logs === null || logs.length > 0) page.set({ logs: [...known, ...logs].slice(-kept) })
}

/** Keeps the end in sight for who looks at the end. */
export const followLog = (page) => {
  const log = page.root.querySelector("#log")
  if (log === null || page.state.paused) return
  const last = log.lastElementChild?.dataset.key
  if (last === page.lastLine) return
  const before = page.logHeight ?? 0
  if (before === 0 || log.scrollTop + log.clientHeight >= before - 8) log.scrollTop = log.scrollHeight
  page.lastLine = last
  page.logHeight = log.scrollHeight
}

export const logActions = {
  searchLog: (page, input) => page.set({ logQuery: input.value }),
  pauseLog: (page) => {
    page.set({ paused: !page.state.paused })
    if (!page.state.paused) page.refresh()
  }
}
