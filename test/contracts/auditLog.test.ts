import { assert } from "@effect/vitest"
import { Effect } from "effect"
import { type AuditEntry, AuditLog } from "../../src/ports/AuditLog.ts"
import { Users } from "../../src/ports/Users.ts"
import { contract } from "./contract.ts"
import { at, aUser, fresh, nobody, noon } from "./World.ts"

const entry: AuditEntry = {
  userId: null,
  actor: "nobody",
  action: "session.refused",
  subject: "",
  detail: "",
  address: null,
  at: noon
}

/** What every `AuditLog` promises. */
contract("AuditLog", (it) => {
  it.effect("entries come back as they were given, newest first", () =>
    Effect.gen(function* () {
      const audit = yield* AuditLog
      const user = yield* aUser
      const mark = yield* fresh("mark")
      const given: ReadonlyArray<AuditEntry> = [
        { ...entry, subject: mark },
        {
          userId: user.id,
          actor: user.username,
          action: "subscription.pause",
          subject: `hls/${mark}`,
          detail: "it was active",
          address: "2001:db8::1",
          at: at(-5)
        }
      ]
      yield* audit.append(given)
      const listed = yield* audit.list({ before: null, limit: 10, search: mark })
      assert.deepStrictEqual(
        listed.map(({ id: _, ...rest }) => rest),
        given.toReversed()
      )
      assert.isTrue((listed[0]?.id ?? 0) > (listed[1]?.id ?? 0))
      yield* audit.append([])
    })
  )

  it.effect("pages go on below an id", () =>
    Effect.gen(function* () {
      const audit = yield* AuditLog
      const mark = yield* fresh("mark")
      yield* audit.append(Array.from({ length: 7 }, (_, n) => ({ ...entry, subject: mark, detail: `${n}` })))
      const seen: Array<string> = []
      let before: number | null = null
      while (true) {
        const page: Effect.Success<ReturnType<typeof audit.list>> = yield* audit.list({
          before,
          limit: 3,
          search: mark
        })
        if (page.length === 0) break
        seen.push(...page.map(({ detail }) => detail))
        before = page.at(-1)?.id ?? null
      }
      assert.deepStrictEqual(seen, ["6", "5", "4", "3", "2", "1", "0"])
      const [newest] = yield* audit.list({ before: null, limit: 1, search: null })
      assert.strictEqual(newest?.detail, "6")
    })
  )

  it.effect(
    "a search looks in actor, action, subject and detail, in any case, and takes every character as it is",
    () =>
      Effect.gen(function* () {
        const audit = yield* AuditLog
        const mark = yield* fresh("mark")
        yield* audit.append([
          { ...entry, actor: `${mark} Actor%` },
          { ...entry, action: `${mark}.ACTION_` },
          { ...entry, subject: `hls/${mark}\\subject` },
          { ...entry, detail: `of ${mark}` },
          { ...entry, address: mark }
        ])
        const found = (search: string) =>
          Effect.map(audit.list({ before: null, limit: 10, search }), (page) => page.length)
        assert.strictEqual(yield* found(mark), 4)
        assert.strictEqual(yield* found(mark.toUpperCase()), 4)
        assert.strictEqual(yield* found(`${mark} actor%`), 1)
        assert.strictEqual(yield* found(`${mark}_actor`), 0)
        assert.strictEqual(yield* found(`${mark}%`), 0)
        assert.strictEqual(yield* found(`${mark}.action_`), 1)
        assert.strictEqual(yield* found(`${mark}\\`), 1)
        assert.strictEqual(yield* found(`OF ${mark}`), 1)
        assert.strictEqual(yield* found(`${mark}\0`), 0)
        assert.strictEqual(yield* found("' OR 1=1 --"), 0)
      })
  )

  it.effect("one kind of action is listed alone, whatever others begin like", () =>
    Effect.gen(function* () {
      const audit = yield* AuditLog
      const subject = yield* fresh("mark")
      const actions = ["user.create", "users.count", "settings.save", "user.delete", "user"]
      yield* audit.append(actions.map((action) => ({ ...entry, action, subject })))
      const found = (kind: string | undefined) =>
        Effect.map(audit.list({ before: null, kind, limit: 10, search: subject }), (page) =>
          page.map(({ action }) => action)
        )
      assert.deepStrictEqual(yield* found("user"), ["user.delete", "user.create"])
      assert.deepStrictEqual(yield* found("%"), [])
      assert.lengthOf(yield* found(undefined), actions.length)
    })
  )

  it.effect("what was done outlives who did it, and may have been done by nobody known", () =>
    Effect.gen(function* () {
      const [audit, users] = [yield* AuditLog, yield* Users]
      const user = yield* aUser
      const subject = yield* fresh("mark")
      yield* audit.append([{ ...entry, userId: user.id, actor: user.username, subject }])
      yield* users.remove(user.id)
      yield* audit.append([{ ...entry, userId: nobody, subject }])
      const listed = yield* audit.list({ before: null, limit: 10, search: subject })
      assert.deepStrictEqual(
        listed.map(({ actor, userId }) => ({ actor, userId })),
        [
          { actor: "nobody", userId: nobody },
          { actor: user.username, userId: user.id }
        ]
      )
    })
  )

  it.effect("names that were tried can hold anything", () =>
    Effect.gen(function* () {
      const audit = yield* AuditLog
      const mark = yield* fresh("mark")
      const subject = `${mark} \0\ud800<script>${"x".repeat(10_000)}`
      yield* audit.append([{ ...entry, subject, detail: subject, address: "\0" }])
      const [listed] = yield* audit.list({ before: null, limit: 1, search: mark })
      assert.strictEqual(listed?.subject, `${mark} \uFFFD\uFFFD<script>${"x".repeat(10_000)}`)
    })
  )
})
