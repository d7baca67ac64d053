import { Config, Effect, Option } from "effect"
import type { Rule } from "./Rules.ts"

/** Collects what is wrong with the environment while everything is read, so that one start tells it all. */
export const reader = () => {
  const complaints: Array<string> = []
  const complain = (sentence: string): void => {
    complaints.push(sentence)
  }

  /** The variable's text; empty counts as not set. */
  const text = Effect.fnUntraced(function* (name: string) {
    const value = yield* Config.option(Config.String(name))
    return Option.getOrUndefined(Option.filter(value, (found) => found.trim() !== ""))
  }, Effect.orDie)

  const assessment = <A>(name: string, value: string, rule: Rule<A>, shown: boolean): A | undefined => {
    const judgement = rule(value)
    if ("value" in judgement) return judgement.value
    complain(`${name}${shown ? ` is '${value}'` : ""}: ${judgement.problem}`)
    return undefined
  }

  /** The variable as its rule understands it, `undefined` when it is not set or wrong. A secret's value is never shown. */
  const optional = <A>(name: string, rule: Rule<A>, { secret = false } = {}) =>
    Effect.map(text(name), (value) => (value === undefined ? undefined : assessment(name, value, rule, !secret)))

  /** The same for one that must be set; `remedy` says how. */
  const required = <A>(name: string, rule: Rule<A>, remedy: string, { secret = false } = {}) =>
    Effect.map(text(name), (value) => {
      if (value !== undefined) return assessment(name, value, rule, !secret)
      complain(`${name} is not set: ${remedy}.`)
      return undefined
    })

  return { complaints, complain, text, optional, required }
}

export type Reader = ReturnType<typeof reader>
