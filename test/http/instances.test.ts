import * as NodeServices from "@effect/platform-node/NodeServices"
import { assert, describe, it } from "@effect/vitest"
import { Effect, Layer, Redacted } from "effect"
import * as Memory from "../../src/adapters/memory/World.ts"
import { endAfter } from "../../src/domain/accounts/Session.ts"
import { InstallationId } from "../../src/domain/supervision/TaskId.ts"
import { Instant } from "../../src/domain/values/Time.ts"
import { former } from "../../src/http/CookieNames.ts"
import { Installation } from "../../src/ports/Installation.ts"
import { Sessions } from "../../src/ports/Sessions.ts"
import { Tokens } from "../../src/ports/Tokens.ts"
import { backend } from "./Backend.ts"
import { type Answer, ask } from "./Client.ts"
import { addUser, password } from "./World.ts"

/** An installation with a store of its own, on a port of its own. */
const installed = (id: string) =>
  Effect.gen(function* () {
    const itself = Layer.mock(Installation)({ id: Effect.succeed(InstallationId.make(id)) })
    const { boot } = yield* backend({ store: Layer.merge(Memory.layer, itself) })
    return yield* boot
  })

/** The cookies of a browser, which asks for the host's name and never for the port. */
const jar = () => {
  const kept = new Map<string, string>()
  const keep = (answer: Answer) => {
    for (const line of answer.headers.getSetCookie()) {
      const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(line) ?? []
      if (/max-age=0/i.test(line)) kept.delete(name)
      else kept.set(name, value)
    }
    return answer
  }
  const asking = (method: string, path: string, body?: object) =>
    Effect.map(
      Effect.suspend(() =>
        ask(method, path, {
          cookie: [...kept].map(([name, value]) => `${name}=${value}`).join("; "),
          headers: { "sec-fetch-site": "same-origin" },
          ...(body === undefined ? {} : { body })
        })
      ),
      keep
    )
  return { kept, asking }
}

const credentials = { username: "root", password }

describe("S15: two installations on one host name", () => {
  it.live("leave each other's sessions alone", () =>
    Effect.gen(function* () {
      const [a, b] = [yield* installed("0000000a"), yield* installed("0000000b")]
      for (const one of [a, b]) yield* one.with(addUser("root", "admin"))
      const { asking, kept } = jar()
      const answers = [
        yield* a.with(asking("POST", "/api/auth/login", credentials)),
        yield* b.with(asking("POST", "/api/auth/login", credentials)),
        yield* a.with(asking("GET", "/api/me")),
        yield* a.with(asking("POST", "/api/auth/refresh")),
        yield* b.with(asking("GET", "/api/me")),
        yield* b.with(asking("POST", "/api/auth/refresh")),
        yield* b.with(asking("POST", "/api/auth/logout")),
        yield* a.with(asking("GET", "/api/me"))
      ]
      assert.deepStrictEqual(
        answers.map(({ status }) => status),
        [200, 200, 200, 200, 200, 200, 204, 200]
      )
      assert.sameMembers([...kept.keys()], ["__Host-access_token_0000000a", "__Secure-refresh_token_0000000a"])
    }).pipe(Effect.provide(NodeServices.layer))
  )

  it.live("take the cookie of a former version for one renewal, and only if it is their own", () =>
    Effect.gen(function* () {
      const [a, b] = [yield* installed("0000000a"), yield* installed("0000000b")]
      const user = yield* a.with(addUser("root", "admin"))
      const secret = Redacted.make("a token from before")
      yield* a.with(
        Effect.gen(function* () {
          const now = Instant.make(Date.now())
          const tokenHash = yield* (yield* Tokens).hashRefresh(secret)
          const session = { userId: user.id, tokenHash, createdAt: now, expiresAt: endAfter(now, now) }
          yield* (yield* Sessions).create({ ...session, userAgent: null, address: null })
        })
      )
      const { asking, kept } = jar()
      kept.set(former.refresh, Redacted.value(secret)).set(former.access, "x")
      assert.strictEqual((yield* b.with(asking("POST", "/api/auth/refresh"))).status, 401)
      assert.strictEqual((yield* b.with(asking("POST", "/api/auth/logout"))).status, 204)
      assert.strictEqual(kept.size, 2)
      assert.strictEqual((yield* a.with(asking("POST", "/api/auth/refresh"))).status, 200)
      assert.sameMembers([...kept.keys()], ["__Host-access_token_0000000a", "__Secure-refresh_token_0000000a"])
      assert.strictEqual((yield* a.with(asking("GET", "/api/me"))).status, 200)
    }).pipe(Effect.provide(NodeServices.layer))
  )
})
