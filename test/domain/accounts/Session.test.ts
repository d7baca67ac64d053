import { assert, describe, it } from "@effect/vitest"
import {
  accessLifetime,
  endAfter,
  endOf,
  renewal,
  rotationGrace,
  type Session
} from "../../../src/domain/accounts/Session.ts"
import { SessionId, UserId } from "../../../src/domain/values/Ids.ts"
import { at } from "../supervision/given.ts"

const day = 24 * 3_600_000
const sessionLifetime = 30 * day

const made: Session = {
  id: SessionId.make("00000000-0000-4000-8000-000000000000"),
  userId: UserId.make(1),
  tokenHash: "new",
  previousHash: null,
  rotatedAt: null,
  createdAt: at(0),
  expiresAt: at(sessionLifetime),
  userAgent: null,
  address: null
}
const rotated: Session = { ...made, previousHash: "old", rotatedAt: at(1000), expiresAt: at(1000 + sessionLifetime) }
const end = sessionLifetime + 1000

describe("a refresh token", () => {
  it.each([
    { session: "made", hash: "new", ms: 0, earns: "rotate" },
    { session: "made", hash: "new", ms: sessionLifetime - 1, earns: "rotate" },
    { session: "made", hash: "new", ms: sessionLifetime, earns: "expired" },
    { session: "made", hash: "old", ms: 0, earns: "reused" },
    { session: "rotated", hash: "new", ms: 2000, earns: "rotate" },
    { session: "rotated", hash: "new", ms: end, earns: "expired" },
    { session: "rotated", hash: "old", ms: 1000, earns: "grace" },
    { session: "rotated", hash: "old", ms: 1000 + rotationGrace, earns: "grace" },
    { session: "rotated", hash: "old", ms: 1001 + rotationGrace, earns: "reused" },
    { session: "rotated", hash: "old", ms: end - 1, earns: "reused" },
    { session: "rotated", hash: "old", ms: end, earns: "expired" },
    { session: "rotated", hash: "foreign", ms: 2000, earns: "reused" },
    { session: "rotated", hash: "foreign", ms: end, earns: "reused" }
  ] as const)("$hash of a session $session earns $earns after $ms ms", ({ earns, hash, ms, session }) => {
    assert.strictEqual(renewal(session === "made" ? made : rotated, hash, at(ms)), earns)
  })

  it("S23: lives 30 days after its last renewal and 90 in all, its access token 15 minutes, its predecessor 30 seconds more", () => {
    assert.deepStrictEqual([accessLifetime, rotationGrace], [900_000, 30_000])
    assert.deepStrictEqual(
      [0, 29, 60, 61, 89].map((days) => endAfter(at(0), at(days * day))),
      [30, 59, 90, 90, 90].map((days) => at(days * day))
    )
  })

  it("S23: of a session that was renewed for longer than that is over", () => {
    const old = { ...made, expiresAt: at(100 * day) }
    assert.strictEqual(endOf(old), at(90 * day))
    assert.strictEqual(renewal(old, "new", at(90 * day - 1)), "rotate")
    assert.strictEqual(renewal(old, "new", at(90 * day)), "expired")
  })
})
