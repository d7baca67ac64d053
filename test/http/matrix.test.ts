import { assert } from "@effect/vitest"
import { Effect, Redacted } from "effect"
import * as ProxiedIdentity from "../../src/http/identity/ProxiedIdentity.ts"
import { Tokens } from "../../src/ports/Tokens.ts"
import { ask, signIn } from "./Client.ts"
import { matrix, type Wearing } from "./Matrix.ts"
import { stores } from "./Stores.ts"
import { addUser, onEachStore, world } from "./World.ts"

const proxySecret = "a secret between proxy and backend"

const asToken: Wearing = (token) => Effect.succeed({ authorization: `Bearer ${token}` })

const asProxy: Wearing = (token) =>
  Effect.gen(function* () {
    const { role, sessionId, userId } = yield* Effect.orDie((yield* Tokens).verify(token))
    return {
      "x-proxy-secret": proxySecret,
      "x-user-id": String(userId),
      "x-user-role": role,
      "x-session-id": sessionId,
      "sec-fetch-site": "same-origin"
    }
  })

const byProxy = ProxiedIdentity.layer(Redacted.make(proxySecret))

for (const [kind, store] of Object.entries(stores)) {
  matrix(`who may do what, by token (${kind})`, asToken, world({ store }))
  matrix(`who may do what, by the proxy's word (${kind})`, asProxy, world({ store, identity: byProxy }))
}

onEachStore({ identity: byProxy })("the proxy's word", (it) => {
  it.effect("S6: counts only with its secret, and a token alone counts for nothing", () =>
    Effect.gen(function* () {
      yield* addUser("alice")
      const { token } = yield* signIn("alice")
      const good = yield* asProxy(token)
      assert.strictEqual((yield* ask("GET", "/api/me", { headers: good })).status, 200)
      const { "x-proxy-secret": _without, ...bare } = good
      for (const headers of [
        bare,
        { ...bare, "x-proxy-secret": "" },
        { ...bare, "x-proxy-secret": `${proxySecret}x` }
      ]) {
        assert.strictEqual((yield* ask("GET", "/api/me", { headers })).status, 403)
      }
      assert.strictEqual((yield* ask("GET", "/api/me", { token })).status, 403)
      const claiming = { ...good, "x-user-role": "admin" }
      assert.strictEqual((yield* ask("GET", "/api/users", { headers: claiming })).status, 403)
      const other = { ...good, "x-user-id": "999" }
      assert.strictEqual((yield* ask("GET", "/api/me", { headers: other })).status, 403)
    })
  )
})
