import { Schema, Struct } from "effect"
import type { Address } from "../subscriptions/Address.ts"
import { Driver } from "../subscriptions/Names.ts"
import { badUrlPattern } from "../subscriptions/UrlPattern.ts"
import { waitsBeforeTrip } from "../supervision/Backoff.ts"
import type { ErrorPolicy } from "../supervision/ErrorWindow.ts"
import { parseDuration, showDuration } from "../values/Durations.ts"
import { fingerprintOf } from "../values/Fingerprint.ts"
import type { Millis } from "../values/Time.ts"
import { badCookies, badHeaders, badHeaderText, badLogin, badProxy } from "./HeaderText.ts"
import { badOutPattern } from "./OutPattern.ts"
import { Parameters } from "./Parameters.ts"
import { isAskedFor } from "./SecretFields.ts"
import type { SettingField } from "./SettingField.ts"
import { type SettingKey, settingFields } from "./SettingFields.ts"

const duration = (key: SettingKey, min: string, max: string) => {
  const [low, high] = [parseDuration(min) ?? 0, parseDuration(max) ?? 0]
  return Schema.String.check(
    Schema.makeFilter((text: string) => {
      const ms = parseDuration(text)
      if (ms === undefined) return `${key} is a duration with a unit, such as 15s, 5m or 1h30m`
      return (ms >= low && ms <= high) || `${key} lies between ${min} and ${max}`
    })
  )
}

const integer = (key: SettingKey, min: number, max: number) =>
  Schema.Int.check(
    Schema.makeFilter((n: number) => (n >= min && n <= max) || `${key} is a whole number between ${min} and ${max}`)
  )

const printable = (key: SettingKey, max: number) =>
  Schema.String.check(
    Schema.makeFilter((text: string) => text.length <= max || `${key} has at most ${max} characters`),
    Schema.makeFilter((text: string) => !/\p{Cc}/u.test(text) || `${key} has no control characters`),
    Schema.makeFilter((text: string) => text.isWellFormed() || `${key} is well-formed Unicode text`)
  )

const saying = (key: SettingKey, bad: (text: string) => string | undefined) => (text: string) => {
  const why = bad(text)
  return why === undefined || `${key} ${why}`
}

/** What recorders send to sites: the recorder's own rule, so that what is accepted here starts one. */
const sendable = (key: SettingKey, max: number, bad: (text: string) => string | undefined) =>
  printable(key, max).check(Schema.makeFilter(saying(key, bad)))

const f = settingFields

/** The part of the settings that a driver or a source may override; every recorder gets its own mixture. */
const recorderFields = {
  resolution: Schema.Literals(f.resolution.choices),
  framerate: Schema.Literals(f.framerate.choices),
  out_pattern: printable("out_pattern", f.out_pattern.max).check(
    Schema.makeFilter((text: string) => badOutPattern(text) ?? true)
  ),
  segment_length: duration("segment_length", f.segment_length.min, f.segment_length.max),
  check_interval: duration("check_interval", f.check_interval.min, f.check_interval.max),
  heartbeat_interval: duration("heartbeat_interval", f.heartbeat_interval.min, f.heartbeat_interval.max),
  user_agent: sendable("user_agent", f.user_agent.max, badHeaderText),
  cookies: sendable("cookies", f.cookies.max, badCookies),
  headers: Schema.String.check(
    Schema.makeFilter(
      (text: string) => text.length <= f.headers.max || `headers has at most ${f.headers.max} characters`
    ),
    Schema.makeFilter(saying("headers", badHeaders))
  ),
  login: sendable("login", f.login.max, badLogin),
  proxy: sendable("proxy", f.proxy.max, badProxy),
  parameters: Parameters
}

/** Which recordings of a source are kept; no recorder is told. */
const ruleFields = {
  keep_days: integer("keep_days", f.keep_days.min, f.keep_days.max),
  keep_newest: integer("keep_newest", f.keep_newest.min, f.keep_newest.max),
  keep_bytes: integer("keep_bytes", f.keep_bytes.min, f.keep_bytes.max)
}

/** What one recorder is started with. */
export const RecorderSettings = Schema.Struct(recorderFields)
export type RecorderSettings = typeof RecorderSettings.Type

// `Object.keys` of a value that has exactly these keys.
const recorderKeys = Object.keys(recorderFields) as ReadonlyArray<keyof RecorderSettings>

/** What a driver or a source may have of its own. */
export const SourceSettings = Schema.Struct({ ...recorderFields, ...ruleFields })
export type SourceSettings = typeof SourceSettings.Type

// `Object.keys` of a value that has exactly these keys.
const sourceKeys = Object.keys(SourceSettings.fields) as ReadonlyArray<keyof SourceSettings>

/** Values of a driver's or a source's own; what is absent is inherited. */
export const Overrides = SourceSettings.mapFields(Struct.map(Schema.optionalKey)).annotate({
  identifier: "Overrides"
})
export type Overrides = typeof Overrides.Type

const UrlPattern = Schema.String.check(Schema.makeFilter((text: string) => badUrlPattern(text) ?? true))

/** The whole document. Bounds are those of `settingFields`; fields that must fit each other are checked together. */
export const Settings = Schema.Struct({
  ...recorderFields,
  ...ruleFields,
  restart_delay: duration("restart_delay", f.restart_delay.min, f.restart_delay.max),
  restart_delay_max: duration("restart_delay_max", f.restart_delay_max.min, f.restart_delay_max.max),
  error_window: duration("error_window", f.error_window.min, f.error_window.max),
  error_threshold: integer("error_threshold", f.error_threshold.min, f.error_threshold.max),
  reconcile_interval: duration("reconcile_interval", f.reconcile_interval.min, f.reconcile_interval.max),
  start_concurrency: integer("start_concurrency", f.start_concurrency.min, f.start_concurrency.max),
  min_free_space: integer("min_free_space", f.min_free_space.min, f.min_free_space.max),
  event_retention: duration("event_retention", f.event_retention.min, f.event_retention.max),
  subscribers_keep_days: integer("subscribers_keep_days", f.subscribers_keep_days.min, f.subscribers_keep_days.max),
  trash_retention: duration("trash_retention", f.trash_retention.min, f.trash_retention.max),
  when_nearly_full: Schema.Literals(f.when_nearly_full.choices),
  export_keep_days: integer("export_keep_days", f.export_keep_days.min, f.export_keep_days.max),
  driver_urls: Schema.Record(Driver, UrlPattern),
  subscriptions_per_user: integer("subscriptions_per_user", f.subscriptions_per_user.min, f.subscriptions_per_user.max),
  recorders_at_once: integer("recorders_at_once", f.recorders_at_once.min, f.recorders_at_once.max),
  recorders_per_user: integer("recorders_per_user", f.recorders_per_user.min, f.recorders_per_user.max),
  members_give_addresses: Schema.Boolean,
  subscribers_see_sources: Schema.Boolean,
  /** A driver's own values. */
  drivers: Schema.Record(Driver, Overrides)
}).annotate({ identifier: "Settings" })
export type Settings = typeof Settings.Type

export const defaultSettings: Settings = {
  resolution: "720",
  framerate: "30",
  out_pattern:
    "{{.Driver}}/{{.Source}}/{{.Session.Year}}-{{.Session.Month}}-{{.Session.Day}}_{{.Session.Hour}}-{{.Session.Minute}}-{{.Session.Second}}/{{.Recording.Year}}-{{.Recording.Month}}-{{.Recording.Day}}_{{.Recording.Hour}}-{{.Recording.Minute}}-{{.Recording.Second}}",
  segment_length: "5m",
  check_interval: "15s",
  heartbeat_interval: "5s",
  user_agent: "",
  cookies: "",
  headers: "",
  login: "",
  proxy: "",
  parameters: {},
  restart_delay: "5s",
  restart_delay_max: "5m",
  error_window: "15m",
  error_threshold: 5,
  reconcile_interval: "15s",
  start_concurrency: 5,
  min_free_space: 1_000_000_000,
  event_retention: "720h",
  keep_days: 0,
  keep_newest: 0,
  keep_bytes: 0,
  subscribers_keep_days: 0,
  trash_retention: "24h",
  when_nearly_full: "hold",
  export_keep_days: 7,
  driver_urls: {},
  subscriptions_per_user: 1_000,
  recorders_at_once: 0,
  recorders_per_user: 0,
  members_give_addresses: false,
  subscribers_see_sources: false,
  drivers: {}
}

/** A refusal that concerns one field. */
export interface FieldRefusal {
  readonly field: string
  readonly reason: string
}

/** What the fields of valid settings must not do together; empty when they fit. */
export const misfits = (settings: Settings): ReadonlyArray<FieldRefusal> => {
  const policy = errorPolicy(settings)
  const refusals: Array<FieldRefusal> = []
  if (policy.restartDelayMax < policy.restartDelay) {
    refusals.push({ field: "restart_delay_max", reason: `it is at least restart_delay, ${settings.restart_delay}` })
  }
  const waits = waitsBeforeTrip(policy)
  if (waits >= policy.errorWindow) {
    refusals.push({
      field: "error_window",
      reason: `${policy.errorThreshold} failures with the waits between them take ${showDuration(waits)}: choose a longer window, fewer failures or shorter delays`
    })
  }
  if (ms(settings.event_retention) < policy.errorWindow) {
    refusals.push({
      field: "event_retention",
      reason: `events are kept at least as long as error_window, ${settings.error_window}`
    })
  }
  return refusals
}

const ms = (text: string): Millis => parseDuration(text) ?? 0

export const errorPolicy = (settings: Settings): ErrorPolicy => ({
  restartDelay: ms(settings.restart_delay),
  restartDelayMax: ms(settings.restart_delay_max),
  errorWindow: ms(settings.error_window),
  errorThreshold: settings.error_threshold
})

/** The source's own values over its driver's over everybody's, field by field, and parameter by parameter. */
const mixed = (settings: Settings, driver: string, own: Overrides): Settings => {
  const its = settings.drivers[driver]
  const parameters = { ...settings.parameters, ...its?.parameters, ...own.parameters }
  return { ...settings, ...its, ...own, parameters }
}

/** What one recorder is started with. */
export const recorderSettings = (settings: Settings, driver: string, own: Overrides): RecorderSettings =>
  Struct.pick(mixed(settings, driver, own), recorderKeys)

/** The same with what no recorder is told. */
export const sourceSettings = (settings: Settings, driver: string, own: Overrides): SourceSettings =>
  Struct.pick(mixed(settings, driver, own), sourceKeys)

/** A mark that differs whenever a recorder would be started differently: 16 hexadecimal digits (FNV-1a). */
export const fingerprint = ({ parameters, ...settings }: RecorderSettings, address: Address | null = null): string => {
  // While it is empty, what settings did not always have leaves the mark as it was, so that an update outdates no recorder.
  const told = Object.entries(settings).filter(([key, value]) => value !== "" || !isAskedFor(key))
  const declared = Object.entries(parameters).map(([name, value]) => [`parameters.${name}`, value])
  const place =
    address === null
      ? []
      : [
          ["url", address.url],
          ["from", address.from]
        ]
  const whole = [...told, ...declared, ...place]
  return fingerprintOf(JSON.stringify(whole.sort(([a = ""], [b = ""]) => (a < b ? -1 : 1))))
}

/** The description of a field by its name, for whatever shows or checks one. */
export const fieldOf = (key: SettingKey): SettingField => settingFields[key]
