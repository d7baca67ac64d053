import { assert, layer } from "@effect/vitest"
import { Effect } from "effect"
import { ask, signIn, until } from "../http/Client.ts"
import { addUser } from "../http/World.ts"
import { needing } from "../Programs.ts"
import { world } from "./World.ts"

needing("nginx", "njs")("polls, through nginx", () => {
  layer(world(), { excludeTestServices: true })("of a list", (it) => {
    it.effect("come compressed once, and then as 304 as long as nothing changes", () =>
      Effect.gen(function* () {
        yield* addUser("alice")
        const { token } = yield* signIn("alice")
        const subscribe = (username: string) =>
          ask("POST", "/api/subscriptions", { token, body: { driver: "hls", username } })
        for (const username of ["a", "b", "c"]) yield* subscribe(username)
        const poll = (headers: Readonly<Record<string, string>>) =>
          ask("GET", "/api/subscriptions", { token, headers: { "accept-encoding": "gzip", ...headers } })
        const first = yield* poll({})
        assert.strictEqual(first.status, 200)
        assert.strictEqual(first.headers.get("content-encoding"), "gzip")
        assert.strictEqual(first.json.total, 3)
        // Compressed, it is the same only in meaning.
        const etag = first.headers.get("etag") ?? ""
        assert.match(etag, /^W\/"/)
        // What was subscribed to is still being started, which changes the list a few times.
        let known = etag
        const news = Effect.suspend(() => poll({ "if-none-match": known })).pipe(
          Effect.tap(({ headers }) =>
            Effect.sync(() => {
              known = headers.get("etag") ?? known
            })
          )
        )
        const second = yield* until(news, ({ status }) => status === 304)
        assert.strictEqual(second.text, "")
        yield* subscribe("d")
        const third = yield* poll({ "if-none-match": known })
        assert.strictEqual(third.status, 200)
        assert.strictEqual(third.json.total, 4)
      })
    )
  })
})
