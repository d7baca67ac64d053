import { Config, Effect, Option } from "effect"
import type { Rule } from "./Rules.ts"

/** A variable and what its value must be. A secret's value is never shown. */
export interface Variable<A> {
  readonly name: string
  readonly rule: Rule<A>
  readonly secret?: boolean
}

/** The text of a variable; empty counts as not set. */
export const textOf = Effect.fnUntraced(function* (name: string) {
  const value = yield* Config.option(Config.String(name))
  return Option.getOrUndefined(Option.filter(value, (text) => text.trim() !== ""))
}, Effect.orDie)

/** Collects what is wrong with the environment while everything is read, so that one start tells it all. */
export const reader = () => {
  const complaints: Array<string> = []
  const complain = (sentence: string): void => {
    complaints.push(sentence)
  }

  const understood = <A>({ name, rule, secret = false }: Variable<A>, value: string): A | undefined => {
    const judgement = rule(value)
    if ("value" in judgement) return judgement.value
    complain(`${name}${secret ? "" : ` is '${value}'`}: ${judgement.problem}`)
    return undefined
  }

  /** The variable as its rule understands it, `undefined` when it is not set or wrong. */
  const optional = <A>(variable: Variable<A>) =>
    Effect.map(textOf(variable.name), (value) => (value === undefined ? undefined : understood(variable, value)))

  /** The same for one that must be set; `remedy` says how. */
  const required = <A>(variable: Variable<A>, remedy: string) =>
    Effect.map(textOf(variable.name), (value) => {
      if (value !== undefined) return understood(variable, value)
      complain(`${variable.name} is not set: ${remedy}.`)
      return undefined
    })

  return { complaints, complain, optional, required }
}

export type Reader = ReturnType<typeof reader>
