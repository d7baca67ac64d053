import { Equal } from "effect"
import { isFreeParameter, type Parameters } from "../../domain/settings/Parameters.ts"
import { ruleWords } from "../../domain/settings/ruleChoices.ts"
import { isAskedFor } from "../../domain/settings/SecretFields.ts"
import {
  type FieldRefusal,
  type Overrides,
  type RecorderSettings,
  recorderSettings,
  type Settings
} from "../../domain/settings/Settings.ts"
import type { DriverInfo } from "../../ports/Overseer.ts"
import type { ParameterRules } from "../../ports/ParameterRules.ts"
import { noDriverWords } from "../subscriptions/SubscriptionRefusals.ts"
import { takes } from "../supervision/assessment/startParameters.ts"
import { ownEntry } from "./ownEntry.ts"

type Rules = ParameterRules["Service"]

type Named = Exclude<keyof RecorderSettings, "parameters">

/** The settings' names that are parameters of a recorder as they are; a pattern is sent as `out`. */
const parameterOf = (key: Named): string => (key === "out_pattern" ? "out" : key)

/** What of the parameters that are no settings a driver's action refuses. */
const refusedParameters = (
  rules: Rules,
  { name: driver, params }: DriverInfo,
  parameters: Parameters
): ReadonlyArray<readonly [string, string]> =>
  Object.entries(parameters).flatMap(([name, value]): ReadonlyArray<readonly [string, string]> => {
    const field = `parameters.${name}`
    const declared = ownEntry(params, name)
    if (declared === undefined) return [[field, noParameter(driver, name, Object.keys(params).filter(isFreeParameter))]]
    const rule = declared.validate
    return rule !== undefined && rules.accepts(rule, value) === false
      ? [[field, `driver ${driver} accepts only ${ruleWords(rule)}`]]
      : []
  })

const noParameter = (driver: string, name: string, known: ReadonlyArray<string>): string =>
  `driver ${driver} takes no ${name}: ${known.length === 0 ? "it declares no parameter beside the settings" : `beside the settings it takes ${known.join(", ")}`}`

/** What a driver's action, as the overseer describes it, does not accept of what a recorder would be started with. */
const refusals = (
  rules: Rules,
  driver: DriverInfo,
  { parameters: _parameters, ...settings }: RecorderSettings
): ReadonlyArray<readonly [Named, string]> =>
  // `Object.keys` of a value that has exactly these keys.
  (Object.keys(settings) as Array<Named>).flatMap((key): ReadonlyArray<readonly [typeof key, string]> => {
    // To other drivers it would not be sent.
    if (isAskedFor(key) && settings[key] !== "" && !takes(driver, key)) {
      return [[key, `driver ${driver.name} takes no ${key}`]]
    }
    const rule = driver.params[parameterOf(key)]?.validate
    return rule !== undefined && rules.accepts(rule, settings[key]) === false
      ? [[key, `driver ${driver.name} accepts only ${ruleWords(rule)}`]]
      : []
  })

/** The refusals of a whole document: each where the value comes from, the driver's own values or everybody's. */
export const misfitsOfSettings = (
  rules: Rules,
  drivers: ReadonlyMap<string, DriverInfo>,
  settings: Settings
): ReadonlyArray<FieldRefusal> =>
  [...drivers.values()].flatMap((driver) => {
    const own = ownEntry(settings.drivers, driver.name)
    const isOwn = (key: string): boolean => own !== undefined && Object.hasOwn(own, key)
    const everybodys = Object.entries(settings.parameters).filter(
      ([name]) => Object.hasOwn(driver.params, name) && !Object.hasOwn(own?.parameters ?? {}, name)
    )
    return [
      ...refusals(rules, driver, recorderSettings(settings, driver.name, {}))
        .filter(([key]) => isOwn(key) || !isAskedFor(key))
        .map(([key, reason]) => ({ field: isOwn(key) ? `drivers.${driver.name}.${key}` : key, reason })),
      ...refusedParameters(rules, driver, Object.fromEntries(everybodys)).map(([field, reason]) => ({ field, reason })),
      ...refusedParameters(rules, driver, own?.parameters ?? {}).map(([field, reason]) => ({
        field: `drivers.${driver.name}.${field}`,
        reason
      }))
    ]
  })

/**
 * The refusals of what is meant for drivers, or for parameters, that the overseer does not offer. What `stored` has just so may stay: a driver that
 * went away keeps no other change back.
 */
export const strangers = (
  drivers: ReadonlyMap<string, DriverInfo>,
  settings: Settings,
  stored: Settings
): ReadonlyArray<FieldRefusal> => [
  ...(["driver_urls", "drivers"] as const).flatMap((field) =>
    Object.keys(settings[field])
      .filter((name) => !drivers.has(name))
      .filter((name) => !Equal.equals(ownEntry<unknown>(settings[field], name), ownEntry<unknown>(stored[field], name)))
      .map((name) => ({
        field: `${field}.${name}`,
        reason: noDriverWords(name, [...drivers.keys()])
      }))
  ),
  ...Object.entries(settings.parameters)
    .filter(([name, value]) => ownEntry(stored.parameters, name) !== value)
    .filter(([name]) => ![...drivers.values()].some(({ params }) => Object.hasOwn(params, name)))
    .map(([name]) => ({ field: `parameters.${name}`, reason: `no driver takes a parameter named ${name}` }))
]

/** The refusals of a source's own values. */
export const misfitsOfOverrides = (
  rules: Rules,
  drivers: ReadonlyMap<string, DriverInfo>,
  settings: Settings,
  driver: string,
  own: Overrides
): ReadonlyArray<FieldRefusal> => {
  const known = drivers.get(driver)
  return known === undefined
    ? []
    : [
        ...refusals(rules, known, recorderSettings(settings, driver, own)).filter(([key]) => Object.hasOwn(own, key)),
        ...refusedParameters(rules, known, own.parameters ?? {})
      ].map(([field, reason]) => ({ field, reason }))
}
