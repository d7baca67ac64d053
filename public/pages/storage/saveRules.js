import { request } from "../../lib/api.js"
import { path } from "../../lib/router.js"

const withoutRules = ({ keep_bytes: _bytes, keep_days: _days, keep_newest: _newest, ...others }) => others

const put = (route, version, body) => request("PUT", route, { body, headers: { "if-match": `"${version}"` } })

/** Saves rules among the settings of whom they are for; whatever else is set there stays as it is stored now. */
export const saveRules = async ({ driver, username }, rules) => {
  if (username !== undefined) {
    const route = path("api", "sources", driver, username, "overrides")
    const { own, version } = await request("GET", route)
    return put(route, version, { ...withoutRules(own), ...rules })
  }
  const { settings, version } = await request("GET", "/api/config")
  if (driver === undefined) return put("/api/config", version, { ...settings, ...rules })
  const own = { ...withoutRules(settings.drivers[driver] ?? {}), ...rules }
  return put("/api/config", version, { ...settings, drivers: { ...settings.drivers, [driver]: own } })
}
