import { Redacted } from "effect"
import type { Settings } from "../Settings.ts"
import type { Resolved } from "./Resolved.ts"

/** The settings for a stream that a page leads to: its site gets what the page's programs say, and nothing that is the page's own. */
export const settingsFor = (settings: Settings, { engine, headers, url }: Resolved): Settings => {
  const isSameHost = URL.parse(url)?.hostname === URL.parse(settings.url ?? "")?.hostname
  return {
    ...settings,
    engine,
    url,
    mayBeInward: settings.mayBeInward && isSameHost,
    cookies: undefined,
    login: undefined,
    headers: Redacted.make(headers),
    // A stream may be tied to the user agent that asked for it, and be on hosts that are not the first one.
    userAgent: settings.userAgent ?? headers.find(([name]) => name.toLowerCase() === "user-agent")?.[1]
  }
}
