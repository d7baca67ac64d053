import { Effect } from "effect"
import { ask, signIn } from "./Client.ts"
import { addUser } from "./World.ts"

/** Calls the API as somebody who is signed in; an account that is missing is made. */
export const signedIn = (name: string, role: "admin" | "user" = "admin") =>
  Effect.gen(function* () {
    yield* addUser(name, role)
    const { token } = yield* signIn(name)
    return (method: string, path: string, body?: object, headers: Record<string, string> = {}) =>
      ask(method, `/api${path}`, { token, headers, ...(body === undefined ? {} : { body }) })
  })
