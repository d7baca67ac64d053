import { shownValue } from "../../components/settingValue.js"
import { html } from "../../lib/html.js"

const keys = ["keep_days", "keep_newest", "keep_bytes"]

/** The fields of the rules, as the settings describe them. */
export const ruleFields = (config) => keys.map((key) => config.fields.find((field) => field.key === key))

const said = {
  keep_days: (text) => `keep ${text}`,
  keep_newest: (text) => `keep the newest ${text}`,
  keep_bytes: (text) => `keep ${text}`
}

/** Rules in words; of somebody's own rules, one that sets none takes the inherited one away. */
export const rulesText = (rules, config, own) => {
  const parts = ruleFields(config).flatMap((field) => {
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
    <ul class="lines">${row("", "All sources", rulesText(rules.everybody, config, false))}${rules.own.map((one) => row(nameOf(one), nameOf(one), rulesText(one.rules, config, true)))}</ul>
    <form class="rules-add" data-action="add"><div class="field"><label for="rules-of">A driver or a source</label>
      <input id="rules-of" name="of" list="rules-names" value="${of}" placeholder="hls or hls/name" autocomplete="off" spellcheck="false" aria-describedby="rules-of-error" /><datalist id="rules-names">${unknownOf.names.map((name) => html`<option value="${name}"></option>`)}</datalist>
      <p class="field-error" id="rules-of-error">${unknownOf.refused}</p></div><button>Give it rules of its own</button></form></section>`
}
