import { Console, Effect, Redacted, Schema, Terminal } from "effect"
import { Prompt } from "effect/cli"
import { makePassword } from "../app/accounts/MadePassword.ts"
import { Password } from "../domain/accounts/Credentials.ts"
import { problemOf } from "../domain/values/schemaProblems/explain.ts"

/** No password came from the terminal. */
export class NoPassword extends Schema.TaggedError<NoPassword>()("NoPassword", { message: Schema.String }) {}

const isPassword = (text: string) =>
  Effect.mapError(Schema.decodeEffect(Password)(text), ({ issue }) => problemOf(issue))

/** Asks twice, without echo. */
const typed = Effect.fnUntraced(
  function* (username: string) {
    // Effect's Terminal does not tell whether anybody sits at it.
    if (!process.stdin.isTTY) {
      return yield* new NoPassword({ message: "There is no terminal to type a password at: use --generate." })
    }
    const ask = (message: string) => Prompt.run(Prompt.Hidden({ message, validate: isPassword }))
    const first = yield* ask(`New password of ${username}`)
    const second = yield* ask("Once more")
    if (Redacted.value(first) === Redacted.value(second)) return first
    return yield* new NoPassword({ message: "The two were not the same; nothing was changed." })
  },
  Effect.catchIf(Terminal.isQuitError, () => new NoPassword({ message: "Nothing was changed." }))
)

/** A password for `username`: typed, or made, and then shown by the returned effect once it is in force. */
export const askPassword = Effect.fnUntraced(function* (username: string, generate: boolean) {
  if (!generate) return { password: yield* typed(username), show: Effect.void }
  const password = yield* makePassword
  return { password, show: Console.log(`password: ${Redacted.value(password)}`) }
})
