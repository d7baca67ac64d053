import { assert, describe, it } from "@effect/vitest"
import { Effect, Result } from "effect"
import { requireAnotherAdmin, requireDeletable, requireRoleChange } from "../../../src/domain/accounts/Account.ts"
import {
  isAdmin,
  mayActFor,
  mayReset,
  maySeeRecordings,
  maySeeSource
} from "../../../src/domain/subscriptions/Access.ts"
import { UserId } from "../../../src/domain/values/Ids.ts"

const [alice, bob] = [UserId.make(1), UserId.make(2)]
const user = { userId: alice, role: "user" } as const
const admin = { userId: alice, role: "admin" } as const
const postures = [null, "active", "paused", "archived"] as const

describe("access", () => {
  it("to subscriptions is for their owner and for admins", () => {
    assert.isTrue(mayActFor(user, alice))
    assert.isFalse(mayActFor(user, bob))
    assert.isTrue(mayActFor(admin, bob))
    assert.deepStrictEqual([isAdmin(user), isAdmin(admin)], [false, true])
  })

  it.each([
    { who: "a user", caller: user, source: [false, true, true, true], reset: [false, true, false, false] },
    { who: "an admin", caller: admin, source: [true, true, true, true], reset: [true, true, true, true] }
  ] as const)("of $who to a source depends on the own posture alone", ({ caller, reset, source }) => {
    assert.deepStrictEqual(
      postures.map((own) => maySeeSource(caller, own)),
      [...source]
    )
    assert.deepStrictEqual(
      postures.map((own) => mayReset(caller, own)),
      [...reset]
    )
  })

  it.each([
    { who: "a user, where closed", caller: user, open: false, may: [false, false, false, false] },
    { who: "a user, where open", caller: user, open: true, may: [false, true, true, false] },
    { who: "an admin, where closed", caller: admin, open: false, may: [true, true, true, true] },
    { who: "an admin, where open", caller: admin, open: true, may: [true, true, true, true] }
  ] as const)("to recordings of $who", ({ caller, may, open }) => {
    assert.deepStrictEqual(
      postures.map((own) => maySeeRecordings(caller, own, open)),
      [...may]
    )
  })
})

const verdict = <E extends { readonly _tag: string }>(guard: Effect.Effect<void, E>): string => {
  const result = Effect.runSync(Effect.result(guard))
  return Result.isSuccess(result) ? "fine" : result.failure._tag
}

describe("an account", () => {
  it.each([
    { caller: alice, role: "user", admins: 1, found: "SelfDeletion" },
    { caller: alice, role: "admin", admins: 1, found: "SelfDeletion" },
    { caller: alice, role: "admin", admins: 2, found: "SelfDeletion" },
    { caller: bob, role: "user", admins: 1, found: "fine" },
    { caller: bob, role: "admin", admins: 1, found: "LastAdmin" },
    { caller: bob, role: "admin", admins: 2, found: "fine" }
  ] as const)("of a $role is deleted by $caller with $admins admins: $found", ({ admins, caller, found, role }) => {
    assert.strictEqual(verdict(requireDeletable(caller, { id: alice, role }, admins)), found)
  })

  it.each([
    { from: "admin", to: "user", admins: 1, found: "LastAdmin" },
    { from: "admin", to: "user", admins: 2, found: "fine" },
    { from: "admin", to: "admin", admins: 1, found: "fine" },
    { from: "user", to: "admin", admins: 1, found: "fine" },
    { from: "user", to: "user", admins: 1, found: "fine" }
  ] as const)("turns from $from to $to with $admins admins: $found", ({ admins, found, from, to }) => {
    assert.strictEqual(verdict(requireRoleChange({ id: alice, role: from }, to, admins)), found)
  })

  it("of the last admin is never given up, and the refusal says what to do", () => {
    const refusal = Effect.runSync(Effect.flip(requireAnotherAdmin({ id: alice, role: "admin" }, 1)))
    assert.strictEqual(refusal.message, "This is the last admin. Make somebody else an admin first.")
    assert.strictEqual(verdict(requireAnotherAdmin({ id: alice, role: "user" }, 1)), "fine")
  })
})
