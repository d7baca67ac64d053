import { Config, Effect, Option } from "effect"
import { type LaunchRefused, refuse } from "./LaunchRefused.ts"
import type { Rule } from "./Rules.ts"

/** The environment's variable `name`; empty counts as not set. */
export const raw = Effect.fnUntraced(function* (name: string) {
  const value = yield* Config.option(Config.String(name))
  return Option.filter(value, (text) => text !== "")
}, Effect.orDie)

/** The variable as its rule understands it. `secret` keeps the value out of the sentence. */
export const read = Effect.fnUntraced(function* <A>(
  name: string,
  rule: Rule<A>,
  secret = false
): Effect.fn.Return<Option.Option<A>, LaunchRefused> {
  const value = yield* raw(name)
  if (Option.isNone(value)) return Option.none()
  const result = rule(value.value)
  if ("value" in result) return Option.some(result.value)
  return yield* refuse(`${name}${secret ? "" : ` is '${value.value}'`}: ${result.problem}`)
})
