import { empty, skeleton } from "../components/empty.js"
import { icon } from "../components/icon.js"
import { valueText } from "../components/settingValue.js"
import { toast } from "../components/toast.js"
import { moment } from "../components/when.js"
import { query, request } from "../lib/api.js"
import { html } from "../lib/html.js"
import { styled } from "../lib/styled.js"
import { diskView, sourcesView } from "./storage/bars.js"
import { nameOf, rulesView } from "./storage/rules.js"
import { emptyTrash, trashView } from "./storage/trash.js"
import { nearlyFull } from "./storage/words.js"

/** How often what hardly changes is asked after: at every n-th read. */
const seldom = 6

const readRules = async (page, signal) => {
  const [config, rules] = await Promise.all([
    request("GET", "/api/config", { signal }),
    request("GET", "/api/recordings/rules", { signal })
  ])
  page.set({ config, rules })
}

const readNames = async (page, signal) => {
  const [{ items: drivers }, { items: sources }] = await Promise.all([
    request("GET", "/api/drivers", { signal }),
    request("GET", query("/api/sources", { limit: 500 }), { signal })
  ])
  const names = [...drivers.map(({ name }) => name), ...sources.map((one) => `${one.driver}/${one.username}`)]
  page.set({ unknownOf: { ...page.state.unknownOf, names: names.sort() } })
}

/** The page's own navigation: the library, and what it takes. */
const rooms = html`<nav class="rooms" aria-label="Recordings"><a href="/recordings">Library</a><a href="/recordings/storage" aria-current="page">Storage</a></nav>`

const stopped = ({ room_stopped: told }) =>
  told === null
    ? null
    : html`<div class="needs" id="room-stopped" role="status"><div class="need"><span class="badge badge-held">${icon("stalled")}<span>Notice</span></span><p class="prose">${told.reason} Since ${moment(told.since)}; it is tried again ${moment(told.until)} at the latest.</p></div></div>`

const kept = ({ fields, settings }) => {
  const field = fields.find(({ key }) => key === "trash_retention")
  return valueText(field, settings.trash_retention)
}

const full = ({ storage }) =>
  html`<section class="band" aria-labelledby="full"><h2 id="full">When the disk is nearly full</h2><ul class="lines"><li class="line" data-key="full"><span class="prose">${nearlyFull(storage)}</span><a class="button push" href="/admin/config#set-when_nearly_full">Change<span class="sr"> what happens then</span></a></li></ul></section>`

/** Whose rules a text names: all sources' if it is empty, undefined where there is no such thing. */
const ofText = (text, names) => {
  if (text === "") return {}
  const [driver, username] = text.split("/")
  if (!names.includes(text)) return undefined
  return username === undefined ? { driver } : { driver, username }
}

const ruleKeys = ({ keep_bytes, keep_days, keep_newest }) => ({ keep_bytes, keep_days, keep_newest })

/** What there is without rules of one's own: of a source its driver's over everybody's. */
const inheritedOf = ({ config: { settings } }, { driver, username }) =>
  ruleKeys({ ...settings, ...(username === undefined ? {} : settings.drivers[driver]) })

const edit = async (page, text) => {
  const { config, rules, unknownOf } = page.state
  const known = [...unknownOf.names, ...rules.own.map(nameOf)]
  const of = ofText(text, known)
  if (of === undefined) {
    return page.set({ of: text, unknownOf: { ...unknownOf, refused: "There is no such driver, and no such source." } })
  }
  page.set({ of: "", unknownOf: { ...unknownOf, refused: null } })
  const own = text === "" ? rules.everybody : (rules.own.find((one) => nameOf(one) === text)?.rules ?? {})
  const { openRules } = await import("./storage/ruleDialog.js")
  const isSaved = await openRules(page.context, {
    config,
    of,
    rules: own,
    inherited: inheritedOf(page.state, of),
    title: text === "" ? "Rules for all sources" : `Rules for ${text}`,
    trash: kept(config)
  })
  if (isSaved !== true) return
  toast("Saved. What no rule keeps goes into the trash within ten minutes.")
  page.turn = 0
  page.refresh()
}

const shown = (state, page) => {
  const { config, storage } = state
  if (storage === null) return skeleton(6)
  if (storage.hidden !== null) return empty("Recordings are not shown to you", storage.hidden)
  return html`${stopped(storage)}${diskView(storage)}${sourcesView(state)}${page.context.admin() && config !== null ? [rulesView(state), full(state), trashView(state, kept(config))] : null}`
}

/** What recordings take of the disk, by whom, when it is full, and what lets them go. */
const storage = {
  title: "Storage",
  state: {
    storage: null,
    config: null,
    rules: null,
    whole: false,
    of: "",
    unknownOf: { names: [], refused: null },
    busy: null,
    trouble: null
  },
  enter: (page) => {
    page.turn = 0
  },
  read: async (page, signal) => {
    const turn = page.turn
    page.turn += 1
    if (turn % seldom !== 0) return false
    page.set({ storage: await request("GET", "/api/storage", { signal }) })
    if (!page.context.admin()) return true
    await readRules(page, signal)
    if (page.state.unknownOf.names.length === 0) await readNames(page, signal)
    return true
  },
  view: (state, page) => html`<div class="heading"><h1>Storage</h1></div>${rooms}${shown(state, page)}`,
  actions: {
    whole: (page) => page.set({ whole: true }),
    edit: (page, { dataset }) => edit(page, dataset.of),
    add: (page, form) => {
      const text = new FormData(form).get("of").trim()
      return text === "" ? undefined : edit(page, text)
    },
    empty: emptyTrash
  }
}

/** The page, once what it looks like is there. */
export const load = async () => {
  await styled("pages/storage.css")
  return storage
}
