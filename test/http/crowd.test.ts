import { mkdirSync, writeFileSync } from "node:fs"
import { assert, layer } from "@effect/vitest"
import { Effect, Fiber } from "effect"
import * as Bcrypt from "../../src/adapters/crypto/Bcrypt.ts"
import { ask, cookieOf, signIn, until } from "./Client.ts"
import { addUser, Site, world } from "./World.ts"

const many = 200

layer(world({ passwords: Bcrypt.layer(11) }), { excludeTestServices: true })("S19: a crowd of sign-ins", (it) => {
  it.effect("is turned away but for a few, and holds up neither pages, downloads, renewals nor new tokens", () =>
    Effect.gen(function* () {
      yield* addUser("root", "admin")
      const { mediaRoot } = yield* Site
      const session = "2026-01-01_00-00-00"
      yield* Effect.sync(() => {
        mkdirSync(`${mediaRoot}/hls/carol/${session}`, { recursive: true })
        writeFileSync(`${mediaRoot}/hls/carol/${session}/${session}_00000.ts`, "0123456789")
      })
      const mine = yield* signIn("root")
      yield* ask("POST", "/api/subscriptions", { token: mine.token, body: { driver: "hls", username: "carol" } })

      const answers: Array<{ readonly status: number; readonly retry: string | null }> = []
      const answered = (status: number) => answers.filter((answer) => answer.status === status).length
      const crowd = yield* Effect.forEach(
        Array.from({ length: many }, (_, i) => `nobody ${i}`),
        (username) =>
          Effect.map(ask("POST", "/api/auth/login", { body: { username, password: "guess" } }), (answer) =>
            answers.push({ status: answer.status, retry: answer.headers.get("retry-after") })
          ),
        { concurrency: "unbounded", discard: true }
      ).pipe(Effect.forkChild)
      yield* until(
        Effect.sync(() => answered(429)),
        (refused) => refused > 0
      )

      const renewed = yield* ask("POST", "/api/auth/refresh", {
        cookie: yield* cookieOf("refresh", mine.refresh),
        headers: { "sec-fetch-site": "same-origin" }
      })
      const token = renewed.json.access_token
      const others = yield* Effect.all([
        ask("GET", "/api/me", { token }),
        ask("GET", "/"),
        ask("GET", `/api/sources/hls/carol/files/${session}/${session}_00000.ts`, { token })
      ])
      const isCrowded = crowd.pollUnsafe() === undefined
      assert.deepStrictEqual(
        [renewed, ...others].map(({ status }) => status),
        [200, 200, 200, 200]
      )
      assert.isTrue(isCrowded, "passwords were still being compared")

      yield* Fiber.join(crowd)
      assert.strictEqual(answered(401) + answered(429), many)
      for (const { retry, status } of answers) if (status === 429) assert.strictEqual(retry, "2")
    })
  )
})
