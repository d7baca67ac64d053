import { empty, skeleton } from "../../components/empty.js"
import { query, request } from "../../lib/api.js"
import { count, second } from "../../lib/format.js"
import { html } from "../../lib/html.js"
import { path } from "../../lib/router.js"
import { lineText, marked } from "./logLine.js"

const kept = 500

const clock = (iso) => new Date(iso).toLocaleTimeString([], { hour12: false })

const told = ({ asPrinted }, { line }) => (asPrinted ? { head: "", text: line } : lineText(line))

const fits = (state, one) => {
  const { head, text } = told(state, one)
  return `${head} ${text}`.toLowerCase().includes(state.logQuery.toLowerCase())
}

const row = (state, one, before) => {
  const { head, text } = told(state, one)
  const gap = before !== undefined && one.seq > before.seq + 1
  return html`${gap ? html`<p class="log-gap muted" data-key="gap-${one.seq}">Lines are missing here: too many came at once, or the server was started anew.</p>` : null}
    <div class="log-line" data-key="${one.seq}"><time datetime="${one.ts}">${clock(one.ts)}</time><span class="${one.stream === "stderr" ? "log-err" : ""}">${head === "" ? null : html`<b>${marked(head, state.logQuery)}</b> `}${marked(text, state.logQuery)}</span></div>`
}

const lines = (state) => {
  if (state.logs.length === 0)
    return empty(
      "Nothing was printed",
      "The last lines of this source's recorders stand here, since the server started."
    )
  const found = state.logs.filter((one) => fits(state, one))
  return html`<p class="muted number" id="log-count" role="status">${state.logQuery === "" ? count(found.length, "line") : `${found.length} of ${count(state.logs.length, "line")}`}${state.paused === null ? "" : `, paused at ${second(state.paused)}`}</p>
    <div class="log" id="log" tabindex="0" role="log" aria-label="Log" aria-live="off">
      ${found.map((one, i) => row(state, one, state.logQuery === "" ? found[i - 1] : undefined))}
      ${found.length === 0 ? html`<p class="muted">No line has “${state.logQuery}” in it.</p>` : null}</div>`
}

/** The last lines of the source's recorders; follows, unless it is paused or scrolled up. */
export const logView = (state) => {
  const { asPrinted, atEnd, logQuery, logs, paused } = state
  return html`
    <div class="bar"><div class="field"><label for="log-q">Search in the log</label><input id="log-q" type="search" autocomplete="off" value="${logQuery}" data-action="searchLog" data-on="input" /></div>
      <button data-action="pauseLog">${paused === null ? "Pause" : "Follow"}</button>
      <button data-action="asPrinted" aria-pressed="${asPrinted ? "true" : "false"}">As printed</button>
      ${atEnd ? null : html`<button data-key="end" data-action="logEnd">To the newest line</button>`}</div>
    ${logs === null ? skeleton(6) : lines(state)}
  `
}

export const readLog = async (page, signal) => {
  if (page.state.paused !== null) return
  const { driver, username } = page.route.params
  const known = page.state.logs ?? []
  const { logs } = await request(
    "GET",
    query(path("api", "sources", driver, username, "logs"), { since: known.at(-1)?.seq, limit: kept }),
    { signal }
  )
  // Paused while it was read: what came is left for later.
  if (page.state.paused !== null) return
  if (page.state.logs === null || logs.length > 0) page.set({ logs: [...known, ...logs].slice(-kept) })
}

const isAtEnd = (log) => log.scrollTop + log.clientHeight >= log.scrollHeight - 8

const heard = new WeakSet()

/** Keeps the end in sight for who looks at the end. */
export const followLog = (page) => {
  const log = page.root.querySelector("#log")
  if (log === null) return
  if (!heard.has(log)) log.addEventListener("scroll", () => page.set({ atEnd: isAtEnd(log) }))
  heard.add(log)
  if (page.state.atEnd && page.state.paused === null) log.scrollTop = log.scrollHeight
}

export const logActions = {
  searchLog: (page, input) => page.set({ logQuery: input.value }),
  asPrinted: (page) => page.set({ asPrinted: !page.state.asPrinted }),
  logEnd: (page) => page.set({ atEnd: true, paused: null }),
  pauseLog: (page) => {
    page.set({ paused: page.state.paused === null ? new Date().toISOString() : null })
    if (page.state.paused === null) page.refresh()
  }
}
