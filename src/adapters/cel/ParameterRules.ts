import { Environment } from "@marcbachmann/cel-js"
import { Layer, Option, Result } from "effect"
import { ParameterRules } from "../../ports/ParameterRules.ts"

const environment = new Environment().registerVariable("value", "string")

/** The rules are few and come again and again: each is understood once. */
const programs = new Map<string, Option.Option<(value: string) => unknown>>()

const compile = (rule: string): Option.Option<(value: string) => unknown> => {
  const known = programs.get(rule)
  if (known !== undefined) return known
  const program = Option.map(
    Result.getSuccess(Result.try(() => environment.parse(rule))),
    (parsed) => (value: string) => parsed({ value }) as unknown
  )
  if (programs.size > 1000) programs.clear()
  programs.set(rule, program)
  return program
}

export const layer = Layer.succeed(ParameterRules, {
  accepts: (rule, value) => {
    const program = Option.getOrUndefined(compile(rule))
    if (program === undefined) return null
    const answer = Result.getOrUndefined(Result.try(() => program(value)))
    return typeof answer === "boolean" ? answer : null
  }
})
