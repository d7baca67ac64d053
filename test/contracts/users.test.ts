import { assert } from "@effect/vitest"
import { Effect, Option } from "effect"
import { requireRoleChange } from "../../src/domain/accounts/Account.ts"
import type { Role, User } from "../../src/domain/accounts/User.ts"
import { Atomically } from "../../src/ports/Atomically.ts"
import { Sessions } from "../../src/ports/Sessions.ts"
import { Sources } from "../../src/ports/Sources.ts"
import { Subscriptions } from "../../src/ports/Subscriptions.ts"
import { UsernameTaken, Users } from "../../src/ports/Users.ts"
import { contract } from "./contract.ts"
import { aKey, at, aUser, fresh, load, nobody, noon } from "./World.ts"

/** What every `Users` promises. */
contract("Users", (it) => {
  it.effect("a created user is found by id and, with its hash, by name", () =>
    Effect.gen(function* () {
      const users = yield* Users
      const username = yield* fresh("alice")
      const user = yield* users.create({ username, passwordHash: "its hash", role: "admin", at: at(1) })
      assert.deepStrictEqual(user, { id: user.id, username, role: "admin", createdAt: at(1), updatedAt: at(1) })
      assert.deepStrictEqual(yield* users.find(user.id), Option.some(user))
      assert.deepStrictEqual(yield* users.credentials(username), Option.some({ user, passwordHash: "its hash" }))
    })
  )

  it.effect("nobody is found by a name or id that no user has", () =>
    Effect.gen(function* () {
      const users = yield* Users
      assert.deepStrictEqual(yield* users.find(nobody), Option.none())
      for (const username of ["", "nobody at all", "a\0b", "' OR 1=1 --", "\ud800", "x".repeat(100_000)]) {
        assert.deepStrictEqual(yield* users.credentials(username), Option.none())
      }
    })
  )

  it.effect("a name is had by one user, whatever happens at the same time", () =>
    Effect.gen(function* () {
      const users = yield* Users
      const username = yield* fresh("alice")
      const create = Effect.result(users.create({ username, passwordHash: "hash", role: "user", at: noon }))
      const results = yield* Effect.all(
        Array.from({ length: 10 }, () => create),
        { concurrency: "unbounded" }
      )
      assert.strictEqual(results.filter((result) => result._tag === "Success").length, 1)
      for (const result of results) {
        if (result._tag === "Failure") assert.deepStrictEqual(result.failure, new UsernameTaken({ username }))
      }
    })
  )

  it.effect("S16: names that people take for the same are one name, kept as it was given", () =>
    Effect.gen(function* () {
      const users = yield* Users
      const username = yield* fresh("Jos\u00e9")
      const user = yield* users.create({ username, passwordHash: "hash", role: "user", at: noon })
      const spellings = [username.toUpperCase(), username.toLowerCase(), username.normalize("NFD")]
      for (const other of spellings) {
        const refusal = yield* Effect.flip(
          users.create({ username: other, passwordHash: "hash", role: "user", at: noon })
        )
        assert.deepStrictEqual(refusal, new UsernameTaken({ username: other }))
      }
      for (const presented of [...spellings, ` ${username}\u200b`]) {
        const found = Option.getOrThrow(yield* users.credentials(presented))
        assert.deepStrictEqual(found.user, user)
      }
      const another = yield* aUser
      yield* Effect.flip(users.change(another.id, { username: username.toUpperCase(), at: noon }))
      const own = yield* users.change(user.id, { username: username.toUpperCase(), at: noon })
      assert.strictEqual(Option.getOrThrow(own).username, username.toUpperCase())
      assert.deepStrictEqual(yield* users.settleNames, [])
    })
  )

  it.effect("all users are listed by name, upper case first", () =>
    Effect.gen(function* () {
      const users = yield* Users
      const mark = yield* fresh("list")
      for (const end of ["b", "ä", "C", "a c", "a-b"]) {
        yield* users.create({ username: `${mark} ${end}`, passwordHash: "hash", role: "user", at: noon })
      }
      const listed = yield* users.list
      assert.strictEqual(listed.length, yield* users.count)
      const names = listed.map((user) => user.username).filter((username) => username.startsWith(mark))
      assert.deepStrictEqual(
        names.map((username) => username.slice(mark.length + 1)),
        ["C", "a c", "a-b", "b", "ä"]
      )
    })
  )

  it.effect("pages show those whose names hold a part, by name or by age, each once, and count them by role", () =>
    Effect.gen(function* () {
      const users = yield* Users
      const mark = yield* fresh("page")
      const ends = ["b", "ä", "C", "a%c", "a-b"]
      for (const [n, end] of ends.entries()) {
        const role = n === 1 ? "admin" : "user"
        yield* users.create({ username: `${mark} ${end}`, passwordHash: "hash", role, at: at(-n) })
      }
      const through = Effect.fnUntraced(function* (by: "name" | "created", descending: boolean, role: Role | null) {
        const found: Array<User> = []
        for (;;) {
          const last = found.at(-1)
          const order =
            by === "name"
              ? ({ by, after: last?.username ?? null } as const)
              : ({ by, after: last?.id ?? null } as const)
          const page = yield* users.page({ q: mark.toUpperCase(), role, order, descending, limit: 2 })
          assert.deepStrictEqual(page.counts, { admin: 1, user: 4 })
          found.push(...page.users)
          if (!page.more) return found.map(({ username }) => username.slice(mark.length + 1))
          assert.strictEqual(page.users.length, 2)
        }
      })
      const byName = ["C", "a%c", "a-b", "b", "ä"]
      assert.deepStrictEqual(yield* through("name", false, null), byName)
      assert.deepStrictEqual(yield* through("name", true, null), byName.toReversed())
      assert.deepStrictEqual(yield* through("created", false, null), ends)
      assert.deepStrictEqual(yield* through("created", true, "user"), ["a-b", "a%c", "C", "b"])
      assert.deepStrictEqual(yield* through("name", false, "admin"), ["ä"])
      const search = (q: string) =>
        users.page({ q, role: null, order: { by: "name", after: null }, descending: false, limit: 10 })
      assert.strictEqual((yield* search(`${mark} A%`)).users.length, 1)
      for (const q of [`${mark}%`, `${mark}\0`, "' OR 1=1 --", "\ud800"]) {
        assert.deepStrictEqual(yield* search(q), { users: [], more: false, counts: { admin: 0, user: 0 } }, q)
      }
    })
  )

  it.effect("a change alters what it names and nothing else", () =>
    Effect.gen(function* () {
      const users = yield* Users
      const user = yield* aUser
      const username = yield* fresh("renamed")
      assert.deepStrictEqual(
        yield* users.change(user.id, { username, at: at(5) }),
        Option.some({ ...user, username, updatedAt: at(5) })
      )
      yield* users.change(user.id, { role: "admin", at: at(6) })
      yield* users.change(user.id, { passwordHash: "another", at: at(7) })
      assert.deepStrictEqual(
        yield* users.credentials(username),
        Option.some({ user: { ...user, username, role: "admin", updatedAt: at(7) }, passwordHash: "another" })
      )
      assert.deepStrictEqual(yield* users.credentials(user.username), Option.none())
    })
  )

  it.effect("a change of nobody gives none; one to another's name is refused; one to the own name is not", () =>
    Effect.gen(function* () {
      const users = yield* Users
      const [one, other] = [yield* aUser, yield* aUser]
      assert.deepStrictEqual(yield* users.change(nobody, { role: "admin", at: noon }), Option.none())
      const refusal = yield* Effect.flip(users.change(one.id, { username: other.username, at: noon }))
      assert.deepStrictEqual(refusal, new UsernameTaken({ username: other.username }))
      assert.isTrue(Option.isSome(yield* users.change(one.id, { username: one.username, at: noon })))
    })
  )

  it.effect("a removed user takes sessions and subscriptions along, and the source stays", () =>
    Effect.gen(function* () {
      const [users, sessions, subscriptions, sources] = [
        yield* Users,
        yield* Sessions,
        yield* Subscriptions,
        yield* Sources
      ]
      const [user, other] = [yield* aUser, yield* aUser]
      const key = yield* aKey
      const { subscription } = yield* subscriptions.subscribe(user.id, key, noon)
      const { subscription: kept } = yield* subscriptions.subscribe(other.id, key, noon)
      const session = yield* sessions.create({
        userId: user.id,
        tokenHash: yield* fresh("hash"),
        createdAt: noon,
        expiresAt: at(60),
        userAgent: null,
        address: null
      })
      assert.isTrue(yield* users.remove(user.id))
      assert.isFalse(yield* users.remove(user.id))
      assert.deepStrictEqual(yield* users.find(user.id), Option.none())
      assert.deepStrictEqual(yield* sessions.find(session.id), Option.none())
      assert.deepStrictEqual(yield* subscriptions.find(user.id, key), Option.none())
      assert.deepStrictEqual(yield* sources.find(key), Option.some(subscription.sourceId))
      assert.deepStrictEqual((yield* load(subscription.sourceId)).subscriptions, [kept])
    })
  )

  it.effect("a renamed user's subscriptions are shown under the new name", () =>
    Effect.gen(function* () {
      const [users, subscriptions] = [yield* Users, yield* Subscriptions]
      const user = yield* aUser
      const { subscription } = yield* subscriptions.subscribe(user.id, yield* aKey, noon)
      assert.strictEqual(subscription.owner, user.username)
      const username = yield* fresh("renamed")
      yield* users.change(user.id, { username, at: noon })
      assert.strictEqual((yield* load(subscription.sourceId)).subscriptions[0]?.owner, username)
    })
  )

  it.effect("of two admins that are demoted at the same time one stays", () =>
    Effect.gen(function* () {
      const [users, atomically] = [yield* Users, yield* Atomically]
      for (let round = 0; round < 5; round++) {
        const admins = (yield* users.list).filter(({ role }) => role === "admin")
        for (const { id } of admins) yield* users.change(id, { role: "user", at: noon })
        const pair = [yield* aUser, yield* aUser]
        for (const { id } of pair) yield* users.change(id, { role: "admin", at: noon })
        const demote = (id: (typeof pair)[number]["id"]) =>
          Effect.gen(function* () {
            yield* requireRoleChange({ id, role: "admin" }, "user", yield* users.countAdmins)
            yield* users.change(id, { role: "user", at: noon })
          })
        const results = yield* Effect.forEach(pair, ({ id }) => Effect.result(atomically.run(demote(id))), {
          concurrency: "unbounded"
        })
        assert.strictEqual(results.filter((result) => result._tag === "Success").length, 1)
        assert.strictEqual(yield* users.countAdmins, 1)
      }
    })
  )
})
