import { Option, Predicate, Schema } from "effect"
import { defaultSettings, misfits, Overrides, Settings, SourceSettings } from "../../domain/settings/Settings.ts"
import { Driver } from "../../domain/subscriptions/Names.ts"

type Fields = Readonly<Record<string, Schema.Codec<unknown, unknown>>>
type Document = Readonly<Record<string, unknown>>

const isDocument = (value: unknown): value is Document => Predicate.isObject(value) && !Array.isArray(value)

/** Earlier versions took folders before the driver's, where files were not found again: what followed them goes on below the root. */
const belowRoot = ({ out_pattern: pattern, ...document }: Document): Document => {
  if (pattern === undefined) return document
  return {
    ...document,
    out_pattern: typeof pattern === "string" ? pattern.replace(/^.*?(?=\{\{\s*\.Driver\s*\}\}\/)/s, "") : pattern
  }
}

/** Each of these lets more recordings stay: where one is lost, the others would let go of what it kept. */
const noKeepRules = { keep_days: 0, keep_newest: 0, keep_bytes: 0 }

/** The fields of a document that fit, and no others; where a rule of what is kept does not, there is none. */
const fitting = (stored: unknown, fields: Fields): Document => {
  if (!isDocument(stored)) return {}
  const document = belowRoot(stored)
  const own = Object.fromEntries(
    Object.entries(fields).flatMap(([key, field]) =>
      Object.hasOwn(document, key) && Schema.is(Schema.toType(field))(document[key]) ? [[key, document[key]]] : []
    )
  )
  const isRuleLost = Object.keys(noKeepRules).some((key) => Object.hasOwn(document, key) && !Object.hasOwn(own, key))
  return isRuleLost ? { ...own, ...noKeepRules } : own
}

/** The entries of a document whose names are drivers, as `mend` leaves them; those left undefined go. */
const byDriver = (document: unknown, mend: (value: unknown) => unknown): Document => {
  if (!isDocument(document)) return {}
  return Object.fromEntries(
    Object.entries(document).flatMap(([driver, value]) => {
      const mended = Schema.is(Driver)(driver) ? mend(value) : undefined
      return mended === undefined ? [] : [[driver, mended]]
    })
  )
}

const decodeOverrides = Schema.decodeUnknownOption(Overrides)
const decodeSettings = Schema.decodeUnknownOption(Settings)
const isUrlPattern = Schema.is(Settings.fields.driver_urls.value)

const none: Overrides = {}

/** A source's or driver's own values as they are stored, without those that no longer fit. */
export const lenientOverrides = (stored: unknown): Overrides => {
  if (!isDocument(stored) || Object.keys(stored).length === 0) return none
  const own = fitting(stored, SourceSettings.fields)
  return Object.keys(own).length === 0 ? none : Option.getOrElse(decodeOverrides(own), () => none)
}

/**
 * The settings as they are stored, with the default in place of each field that no longer fits its bounds, and of those that
 * no longer fit each other.
 */
export const lenientSettings = (stored: unknown): Settings => {
  if (!isDocument(stored)) return defaultSettings
  const { driver_urls, drivers, ...fields } = Settings.fields
  const candidate = {
    ...defaultSettings,
    ...fitting(stored, fields),
    driver_urls: byDriver(stored["driver_urls"], (value) => (isUrlPattern(value) ? value : undefined)),
    drivers: byDriver(stored["drivers"], (value) => (isDocument(value) ? lenientOverrides(value) : undefined))
  }
  const settings = Option.getOrElse(decodeSettings(candidate), () => defaultSettings)
  if (misfits(settings).length === 0) return settings
  const { error_threshold, error_window, event_retention, restart_delay, restart_delay_max } = defaultSettings
  return { ...settings, error_threshold, error_window, event_retention, restart_delay, restart_delay_max }
}
