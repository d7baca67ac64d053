import { shownValue } from "../../components/settingValue.js"
import { html, on } from "../../lib/html.js"

const keys = ["keep_days", "keep_newest", "keep_bytes"]

/** The fields of the rules, as the settings describe them. */
export const ruleFields = (config) => keys.map((key) => config.fields.find((field) => field.key === key))

const said = {
  keep_days: (text) => `keep ${text}`,
  keep_newest: (text) => `keep the newest ${text}`,
  keep_bytes: (text) => `keep ${text}`
}

/** The same for those who see no settings: of what a subscriber asks for, so many days at the most. */
export const keepFields = (most) => [
  {
    key: "keep_days",
    kind: "integer",
    title: "Keep recordings for",
    unit: "days",
    min: 0,
    max: most,
    help: "0 asks for none."
  },
  {
    key: "keep_newest",
    kind: "integer",
    title: "Keep the newest recordings",
    unit: "recordings",
    min: 0,
    max: 100_000,
    help: "0 asks for none."
  },
  {
    key: "keep_bytes",
    kind: "bytes",
    title: "Keep recordings up to a size",
    unit: null,
    min: 0,
    max: 1e15,
    help: "The newest that together take no more than this. 0 asks for none."
  }
]

/** Whether rules keep nothing by themselves. */
export const isNothing = (rules) => keys.every((key) => rules[key] === 0)

/** Rules in words; of somebody's own rules, one that sets none takes the inherited one away. */
export const rulesText = (rules, fields, own = false) => {
  const parts = fields.flatMap((field) => {
    const value = rules[field.key]
    if (value === undefined) return []
    if (value > 0) return [said[field.key](shownValue(field, value))]
    return own ? [`no rule of ${{ keep_days: "days", keep_newest: "numbers", keep_bytes: "size" }[field.key]}`] : []
  })
  if (parts.length === 0) return "everything stays"
  return parts.join(", or ")
}

export const nameOf = ({ driver, username }) => (username === null ? driver : `${driver}/${username}`)

const row = (key, title, text) =>
  html`<li class="line" data-key="${key}"><strong>${title}</strong><span>${text}</span><button class="push" data-action="edit" data-of="${key}">Change<span class="sr"> the rules for ${title}</span></button></li>`

/** The rules for everybody and those beside them, each with the way to change it. */
export const rulesView = ({ config, of, rules, unknownOf }) => {
  if (rules === null) return null
  return html`<section class="band" aria-labelledby="rules"><h2 id="rules">Rules</h2>
    <p class="muted prose">What no rule keeps goes into the trash. Where several are set, the one that keeps a recording longest counts; what has a star never goes.</p>
    <ul class="lines">${row("", "All sources", rulesText(rules.everybody, ruleFields(config)))}${rules.own.map((one) => row(nameOf(one), nameOf(one), rulesText(one.rules, ruleFields(config), true)))}</ul>
    <form class="rules-add" data-action="add"><div class="field"><label for="rules-of">A driver or a source</label>
      <input id="rules-of" name="of" list="rules-names" value="${of}" placeholder="hls or hls/name" autocomplete="off" spellcheck="false" aria-describedby="rules-of-error" /><datalist id="rules-names">${unknownOf.names.map((name) => html`<option value="${name}"></option>`)}</datalist>
      <p class="field-error" id="rules-of-error" ${on("hidden", unknownOf.refused === null)}>${unknownOf.refused}</p></div><button>Give it rules of its own</button></form></section>`
}
