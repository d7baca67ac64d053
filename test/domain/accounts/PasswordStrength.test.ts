import { assert, describe, it } from "@effect/vitest"
import { Effect, Exit } from "effect"
import { commonPasswords } from "../../../src/domain/accounts/commonPasswords.ts"
import { requireStrong } from "../../../src/domain/accounts/PasswordStrength.ts"

const why = (password: string, username = "alice.smith") =>
  Effect.match(requireStrong(password, username), { onFailure: (weak) => weak.why, onSuccess: () => null })

describe("S23: a new password", () => {
  it.effect.each([
    ["        ", "repeated"],
    ["aaaaaaaaaaaaaaaa", "repeated"],
    ["abababababab", "repeated"],
    ["\u00e4\u00f6\u00e4\u00f6\u00e4\u00f6\u00e4\u00f6", "repeated"],
    ["abcdefgh", "row"],
    ["987654321", "row"],
    ["password", "common"],
    ["Password1!", "common"],
    ["PASSW0RD", "common"],
    ["q1w2e3r4t5", "common"],
    ["Sunshine2024", "common"],
    ["\uff49\uff4c\uff4f\uff56\uff45\uff59\uff4f\uff55", "common"],
    ["alicesmith", "name"],
    ["Alice.Smith1", "name"],
    ["alice smith", "name"],
    ["htimsecila9", "name"],
    ["StickyDVR!1", "name"],
    ["correct horse battery", null],
    ["x7kqm-p2rv9", null],
    ["alicesmith likes tea", null],
    ["long enough", null]
  ] as const)("%s is judged %s", ([password, expected]) =>
    Effect.gen(function* () {
      assert.strictEqual(yield* why(password), expected)
    })
  )

  it.effect("is none of the commonest, in whatever case", () =>
    Effect.gen(function* () {
      assert.isAtLeast(commonPasswords.size, 2_900)
      for (const password of commonPasswords) {
        assert.isTrue(Exit.isFailure(yield* Effect.exit(requireStrong(password.toUpperCase(), "nobody"))), password)
      }
    })
  )

  it.effect("may hold a name that is a part of many words", () =>
    Effect.gen(function* () {
      assert.isNull(yield* why("albatross", "al"))
    })
  )
})
