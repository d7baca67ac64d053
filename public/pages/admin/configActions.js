import { confirmed } from "../../components/dialog.js"
import { meantRestart } from "../../components/meantRestart.js"
import { judge, misfitOf, toldLengths, untypedSecret, valueOf } from "../../components/settingValue.js"
import { toast } from "../../components/toast.js"
import { request } from "../../lib/api.js"
import { attempt } from "../../lib/attempt.js"
import { count } from "../../lib/format.js"
import { byField } from "../../lib/refused.js"
import { bodyOf, fieldAt, parts, titleOf, untyped } from "./settingPaths.js"
import { openVersions } from "./versions.js"

const mapped = (all, change) => Object.fromEntries(Object.entries(all).map(([key, one]) => [key, change(one)]))

/** Shows each refusal beside its field, opens the driver that it may be of, and goes to the first. */
const refuse = async (page, refused) => {
  const drivers = Object.keys(refused).flatMap((path) => parts(path).driver ?? [])
  page.set({ refused, shown: [...new Set([...page.state.shown, ...drivers])] })
  await Promise.resolve()
  page.root.querySelector('[aria-invalid="true"]')?.focus()
}

const saved = (page, config) => page.set({ config, draft: {}, refused: {}, added: [] })

const all = (n, names) =>
  n > names.length ? `${names.join(", ")} and ${count(n - names.length, "more", "more")}` : names.join(", ")

/** What saving would do at once, in sentences. */
export const foreseenText = ({ errors, holds, recording, sources, stops }) =>
  [
    stops === 0
      ? ""
      : `${count(stops, "recorder")} ${stops === 1 ? "is" : "are"} stopped, ${recording === stops ? "recording now" : `${recording} of them recording now`}: ${all(stops, sources.slice(0, 5))}.`,
    errors === 0
      ? ""
      : `${count(errors, "source")} ${errors === 1 ? "is" : "are"} then in error, and not recorded before a reset.`,
    holds === 0
      ? ""
      : `${count(holds, "more source")} ${holds === 1 ? "waits" : "wait"} for free space before ${holds === 1 ? "it is" : "they are"} recorded.`
  ]
    .filter((text) => text !== "")
    .join(" ")

/** Whether settings that stop or hold something are to be saved all the same. */
const isMeant = async (page, foreseen) => {
  const { errors, holds, stops } = foreseen
  if (stops + holds + errors === 0) return true
  const asked = {
    title: stops === 0 ? "Save what holds recordings?" : `Stop ${count(stops, "recorder")}?`,
    text: foreseenText(foreseen),
    verb: stops === 0 ? "Save all the same" : `Save and stop ${stops === 1 ? "it" : "them"}`
  }
  return (await confirmed(page.context, asked)) === true
}

/** What the settings' form does. */
export const configActions = {
  typed: async (page, input, event) => {
    const path = input.dataset.path
    const field = fieldAt(path, page.state.config.fields)
    const value = valueOf(field, input.value)
    const gone = parts(path).first === "driver_urls" && value.trim() === ""
    page.set({ draft: { ...page.state.draft, [path]: gone ? null : value } })
    await judge(page, event, path, misfitOf(field, value))
  },
  discard: (page) => page.set({ draft: {}, refused: {}, added: [] }),
  save: async (page) => {
    const { config } = page.state
    const missing = untyped(page.state)
    if (missing.length > 0) {
      const why = (path) => untypedSecret(fieldAt(path, config.fields))
      return refuse(page, Object.fromEntries(missing.map((path) => [path, why(path)])))
    }
    page.set({ refused: {} })
    try {
      const body = bodyOf(page.state)
      const headers = { "if-match": `"${config.version}"` }
      const { foreseen } = await attempt(
        page,
        "save",
        () => request("PUT", "/api/config?dry_run=1", { body, headers }),
        "saved"
      )
      if (!(await isMeant(page, foreseen))) return
      saved(page, await attempt(page, "save", () => request("PUT", "/api/config", { body, headers }), "saved"))
      toast(`Saved as version ${page.state.config.version}.`)
    } catch (error) {
      if (error.code === "settings_changed") return page.set({ conflict: error.message, trouble: null })
      const { fields } = config
      const refused = byField(error, (path) => fieldAt(path, fields) && titleOf(path, fields))
      page.set({ trouble: { key: "save", message: error.message } })
      await refuse(page, mapped(refused, toldLengths))
      throw error
    }
  },
  rebase: async (page) => {
    page.set({ config: await attempt(page, "rebase", () => request("GET", "/api/config")), conflict: null })
  },
  restart: async (page) => {
    const old = page.state.config.outdated_runs
    if (!(await meantRestart(page.context, old, count(old, "recorder")))) return
    const { restarting } = await attempt(page, "restart", () =>
      request("POST", "/api/sources/restart", { body: { only: "outdated" } })
    )
    toast(`${count(restarting, "recorder")} ${restarting === 1 ? "is" : "are"} being restarted, one after another.`)
    page.refresh()
  },
  versions: async (page) => {
    const { fields, version } = page.state.config
    const restored = await openVersions(page.context, { fields, current: version })
    if (restored !== undefined) saved(page, restored)
  }
}
