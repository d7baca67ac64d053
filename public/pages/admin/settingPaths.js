import { flattened, gathered, isParameter, parameterField, valueIn } from "../../components/parameters.js"
import { isSet, shownValue } from "../../components/settingValue.js"

/** The address of a source at its site, which a driver has one of. */
export const addressField = {
  key: "driver_urls",
  kind: "text",
  title: "Address of a source",
  help: "With {username} where the name goes. Pasted addresses are understood through it.",
  unit: null,
  min: null,
  max: null
}

/** A path's parts: a key of everybody's, or `driver_urls.<driver>`, or `drivers.<driver>.<key>`. Drivers have no dots, a key of a parameter has one. */
export const parts = (path) => {
  const [first, driver = null, ...rest] = path.split(".")
  if (isParameter(path)) return { first, driver: null, key: path }
  return { first, driver, key: rest.length === 0 ? first : rest.join(".") }
}

/** What describes the setting at a path; undefined for one that is not known. */
export const fieldAt = (path, fields) => {
  const { first, key } = parts(path)
  if (isParameter(key)) return parameterField(key.slice(key.indexOf(".") + 1))
  return first === "driver_urls" ? addressField : fields.find((field) => field.key === key)
}

/** A path in words: `Check interval`, `hls: Resolution`. */
export const titleOf = (path, fields) => {
  const { driver } = parts(path)
  const title = fieldAt(path, fields)?.title ?? path
  return driver === null ? title : `${driver}: ${title}`
}

/** Whether a key is of a secret: of those is only told whether they are set. */
const isSecret = (key, { settings }) => `${key}_set` in settings

/** The value that is saved at a path: null for what a driver inherits or has none of, empty for a secret that is never told. */
export const savedAt = (config, path) => {
  const { settings } = config
  const { driver, first, key } = parts(path)
  if (first === "driver_urls") return settings.driver_urls[driver] ?? null
  const values = driver === null ? settings : (settings.drivers[driver] ?? {})
  if (isSecret(key, config)) return driver === null || isSet(values, key) ? "" : null
  return valueIn(values, key) ?? null
}

/** The value at a path as it would be saved. */
export const valueAt = ({ config, draft }, path) => (path in draft ? draft[path] : savedAt(config, path))

/** The paths whose drafted value differs from the saved one. */
export const changedPaths = ({ config, draft }) =>
  Object.keys(draft).filter((path) => draft[path] !== savedAt(config, path))

/** The paths at which a driver was given a secret of its own, but none was typed. */
export const untyped = (state) =>
  changedPaths(state).filter((path) => {
    const { driver, key } = parts(path)
    return driver !== null && isSecret(key, state.config) && state.draft[path] === ""
  })

const without = (values, key) => Object.fromEntries(Object.entries(values).filter(([one]) => one !== key))

const withChange = (config) => (body, path, value) => {
  const { driver, first, key } = parts(path)
  if (driver === null) {
    const all = flattened(body)
    return gathered(value === null ? without(all, key) : { ...all, [key]: value })
  }
  if (first === "driver_urls") {
    return {
      ...body,
      driver_urls: { ...without(body.driver_urls, driver), ...(value !== null && { [driver]: value }) }
    }
  }
  const own = flattened(body.drivers[driver] ?? {})
  // Null removes a secret; any other value that is inherited is left out.
  const changed = value === null && !isSecret(key, config) ? without(own, key) : { ...own, [key]: value }
  return { ...body, drivers: { ...body.drivers, [driver]: gathered(changed) } }
}

/** Whether a driver has no value of its own: neither an open one, nor a secret that is set, new or to be removed. */
const isEmpty = (config) => (own) =>
  Object.entries(own).every(([key, value]) => {
    if (key.endsWith("_set")) return value !== true || own[key.slice(0, -"_set".length)] === null
    return isSecret(key, config) && value === null
  })

/** The document that is sent: what is saved, with the changes; drivers without any value of their own are left out. */
export const bodyOf = ({ config, draft }) => {
  const change = withChange(config)
  const body = changedPaths({ config, draft }).reduce(
    (settings, path) => change(settings, path, draft[path]),
    config.settings
  )
  const isGone = isEmpty(config)
  return { ...body, drivers: Object.fromEntries(Object.entries(body.drivers).filter(([, own]) => !isGone(own))) }
}

/** One side of a change, as the API tells it in JSON, in words. */
export const changeText = (path, json, fields) => {
  const field = fieldAt(path, fields)
  if (json === null) return parts(path).first === "drivers" ? "inherited" : isParameter(path) ? "not set" : "none"
  return field === undefined ? json : shownValue(field, JSON.parse(json))
}
