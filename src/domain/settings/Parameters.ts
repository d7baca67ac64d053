import { Schema } from "effect"

/** What recorders are given by the product itself, or by a setting that has a name of its own. */
const given: ReadonlySet<string> = new Set([
  "source",
  "out",
  "url",
  "inward",
  "resolution",
  "framerate",
  "segment_length",
  "check_interval",
  "heartbeat_interval",
  "user_agent",
  "cookies",
  "headers",
  "login",
  "proxy"
])

/** Whether an action's parameter is one that people give values under its own name. */
export const isFreeParameter = (name: string): boolean => isName(name) && !given.has(name)

const nameRule = {
  message: "a parameter's name is 1 to 64 letters, digits and _, and starts with a letter"
}

const ParameterName = Schema.String.annotate(nameRule).check(Schema.isPattern(/^[A-Za-z][A-Za-z0-9_]{0,63}$/, nameRule))
const isName = Schema.is(ParameterName)

const longest = 2000

const ParameterValue = Schema.String.check(
  Schema.makeFilter(
    (text: string) => text.length <= longest || `a parameter's value has at most ${longest} characters`
  ),
  Schema.makeFilter((text: string) => !/\p{Cc}/u.test(text) || "a parameter's value has no control characters"),
  Schema.makeFilter((text: string) => text.isWellFormed() || "a parameter's value is well-formed Unicode text")
)

/** Values of the parameters that actions declare and no setting names. Each is told to those recorders alone whose action declares it. */
export const Parameters = Schema.Record(ParameterName, ParameterValue).check(
  Schema.makeFilter((all: Readonly<Record<string, string>>) => {
    const taken = Object.keys(all).find((name) => given.has(name))
    return taken === undefined || `parameters has no ${taken}: recorders are given that otherwise`
  })
)
export type Parameters = typeof Parameters.Type
