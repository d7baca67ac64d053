import { assert } from "@effect/vitest"
import { Effect } from "effect"
import { ask, signIn } from "./Client.ts"
import { addUser, onEachStore } from "./World.ts"

/** Subscribes to an archived source: nothing starts, so no list changes by itself. */
const subscribe = Effect.fnUntraced(function* (token: string, username: string) {
  const raw = `driver,username,posture\r\nhls,${username},archived\r\n`
  const answer = yield* ask("POST", "/api/subscriptions/import", {
    token,
    raw,
    headers: { "content-type": "text/csv" }
  })
  assert.strictEqual(answer.json.results[0].outcome, "created", answer.text)
})

onEachStore()("lists that are asked for again and again", (it) => {
  it.effect("are answered to each as what that one may see, and anew after a change", () =>
    Effect.gen(function* () {
      yield* addUser("root", "admin")
      const alice = yield* addUser("alice")
      yield* addUser("bob")
      const tokens = {
        root: (yield* signIn("root")).token,
        alice: (yield* signIn("alice")).token,
        bob: (yield* signIn("bob")).token
      }
      const theirs = `user_id=${alice.id}`
      /** Whose subscriptions each is shown at each address; three times, that what was kept is sent at least once. */
      const shown = Effect.forEach([1, 2, 3], () =>
        Effect.forEach(Object.entries(tokens), ([name, token]) =>
          Effect.forEach(["", theirs, "sort=created", "limit=1"], (query) =>
            Effect.map(ask("GET", `/api/subscriptions?${query}`, { token }), ({ json, status }) => [
              `${name} ${query.replace(theirs, "alice's")}`.trim(),
              status === 200
                ? json.items.map(({ owner, username }: Record<"owner" | "username", string>) => `${owner}: ${username}`)
                : status
            ])
          )
        )
      ).pipe(
        Effect.map((rounds) => {
          const [first, ...more] = rounds.map((round) => Object.fromEntries(round.flat()))
          for (const round of more) assert.deepStrictEqual(round, first)
          return first
        })
      )
      yield* subscribe(tokens.alice, "a")
      yield* subscribe(tokens.bob, "b")
      const [ofAlice, ofBob] = ["alice: a", "bob: b"]
      assert.deepStrictEqual(yield* shown, {
        root: [ofAlice, ofBob],
        "root alice's": [ofAlice],
        "root sort=created": [ofAlice, ofBob],
        "root limit=1": [ofAlice],
        alice: [ofAlice],
        "alice alice's": [ofAlice],
        "alice sort=created": [ofAlice],
        "alice limit=1": [ofAlice],
        bob: [ofBob],
        "bob alice's": 403,
        "bob sort=created": [ofBob],
        "bob limit=1": [ofBob]
      })
      yield* ask("DELETE", "/api/subscriptions/hls/b", { token: tokens.bob })
      yield* subscribe(tokens.bob, "c")
      const ofBobNow = "bob: c"
      assert.deepStrictEqual(yield* shown, {
        root: [ofAlice, ofBobNow],
        "root alice's": [ofAlice],
        "root sort=created": [ofAlice, ofBobNow],
        "root limit=1": [ofAlice],
        alice: [ofAlice],
        "alice alice's": [ofAlice],
        "alice sort=created": [ofAlice],
        "alice limit=1": [ofAlice],
        bob: [ofBobNow],
        "bob alice's": 403,
        "bob sort=created": [ofBobNow],
        "bob limit=1": [ofBobNow]
      })
    })
  )

  it.effect("hold the same letters however often they were asked for", () =>
    Effect.gen(function* () {
      yield* addUser("eve")
      const { token } = yield* signIn("eve")
      yield* subscribe(token, "kept")
      const list = ask("GET", "/api/subscriptions?q=kept", { token })
      const made = yield* list
      for (let again = 0; again < 3; again++) {
        const { headers, status, text } = yield* list
        assert.deepStrictEqual([status, text], [200, made.text])
        assert.strictEqual(headers.get("content-type"), made.headers.get("content-type"))
        assert.strictEqual(headers.get("cache-control"), "private, no-cache")
      }
    })
  )
})
