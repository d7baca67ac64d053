import { assert, describe, it } from "@effect/vitest"
import { Option, Schema } from "effect"
import { Password, Username } from "../../../src/domain/accounts/Credentials.ts"
import { Driver, SourceName, showKey } from "../../../src/domain/subscriptions/Names.ts"
import { InstallationId, isOurs, sourceOf, TaskId, taskId, ulid } from "../../../src/domain/supervision/TaskId.ts"
import { parseDuration, showDuration, tellDuration } from "../../../src/domain/values/Durations.ts"
import { SourceId } from "../../../src/domain/values/Ids.ts"
import { fromRfc3339, Instant, rfc3339 } from "../../../src/domain/values/Time.ts"
import { installation, source, t0, task } from "../supervision/given.ts"

const accepts = <A>(schema: Schema.Codec<A, string>, text: string) => Option.isSome(Schema.decodeOption(schema)(text))

describe("a name", () => {
  it.each([
    {
      schema: "driver",
      good: ["a", "hls", "site-a", "0_-", "constructor", "a".repeat(32)],
      bad: ["", "-a", "_a", "A", "a b", "a/b", "a\n", "ä", "a.b", "a".repeat(33)]
    },
    {
      schema: "source",
      good: ["a", "_", "Alice", "a.b", "9-x_", "a".repeat(64)],
      bad: ["", ".a", "-a", "a..b", "..", "a/b", "a\\b", "a\n", "a\0", "a%2e", "ä", "a b", "a".repeat(65)]
    },
    {
      schema: "user",
      good: ["a", "Ann Lee", "名前", "😀", "😀".repeat(64), "a@b.c"],
      bad: ["", " a", "a ", "\u00a0a", "a\u3000", "a\nb", "a\u2028b", "a\u200bb", "a\0", "\ud800", "a".repeat(65)]
    },
    {
      schema: "password",
      good: ["12345678", "ä".repeat(36), "😀".repeat(18), " ".repeat(8)],
      bad: ["", "1234567", "😀".repeat(7), "a".repeat(73), "ä".repeat(37), "😀".repeat(19), "1234567\0"]
    }
  ] as const)("of a $schema is accepted or refused", ({ bad, good, schema }) => {
    const of = { driver: Driver, source: SourceName, user: Username, password: Password }[schema]
    for (const text of good) assert.isTrue(accepts(of, text), text)
    for (const text of bad) assert.isFalse(accepts(of, text), JSON.stringify(text))
  })

  it("of a source is shown with its driver", () => {
    assert.strictEqual(showKey({ driver: "hls", username: "Alice" }), "hls/Alice")
  })
})

describe("a duration", () => {
  it.each([
    ["15s", 15_000],
    ["1m30s", 90_000],
    ["5m0s", 300_000],
    ["200ms", 200],
    ["2h", 7_200_000],
    ["1.5s", 1500],
    ["1m31.94777941s", 91_948],
    ["0s", 0]
  ] as const)("%s is %d ms", (text, ms) => assert.strictEqual(parseDuration(text), ms))

  it.each([
    "",
    "30",
    "-1s",
    "+1s",
    "s",
    "1 s",
    "1d",
    "1us",
    "1e3s",
    ".5s",
    "1s ",
    "NaNs",
    "١s",
    "9".repeat(13).concat("s"),
    "1s".repeat(21)
  ])("%j is none", (text) => assert.isUndefined(parseDuration(text)))

  it("are told in sentences as people say them", () => {
    assert.deepStrictEqual([0, 1500, 90_000, 900_000, 86_400_000, 2_592_000_000].map(tellDuration), [
      "0 s",
      "1 s 500 ms",
      "1 min 30 s",
      "15 min",
      "24 h",
      "30 days"
    ])
  })

  it.prop("shown is read again", [Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 10 ** 10 }))], ([ms]) => {
    assert.strictEqual(parseDuration(showDuration(ms)), ms)
  })

  it.prop("is never read from odd text without harm", [Schema.String], ([text]) => {
    const ms = parseDuration(text)
    assert.isTrue(ms === undefined || (Number.isInteger(ms) && ms >= 0))
  })
})

describe("a moment", () => {
  it.prop(
    "shown is read again, to the second",
    [Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 4 * 10 ** 12 }))],
    ([ms]) => {
      assert.strictEqual(fromRfc3339(rfc3339(Instant.make(ms))), Math.floor(ms / 1000) * 1000)
    }
  )

  it("is read with any offset and precision", () => {
    assert.strictEqual(fromRfc3339("2026-01-01T09:00:00+09:00"), t0)
    assert.strictEqual(fromRfc3339("2026-01-01T00:00:00.123456789Z"), t0 + 123)
    assert.isBelow(fromRfc3339("0001-01-01T00:00:00Z") ?? 0, 0)
  })

  it.each([
    "",
    "5",
    "2026",
    "2026-01-01",
    "2026-01-01T00:00:00",
    "March 7",
    "2026-13-01T00:00:00Z",
    "2026-01-01T00:00:00Z x"
  ])("%j is none", (text) => assert.isUndefined(fromRfc3339(text)))
})

describe("a task id", () => {
  const Seed = Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 2 ** 40 }))
  const Digits = Schema.Array(Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 31 }))).check(
    Schema.isMinLength(16),
    Schema.isMaxLength(16)
  )

  it.prop("tells its source to its own installation and to no other", [Seed, Seed, Digits], ([id, ms, digits]) => {
    const made = taskId(installation, SourceId.make(id), ulid(ms, digits))
    assert.strictEqual(sourceOf(installation, made), id)
    assert.isTrue(isOurs(installation, made))
    assert.isUndefined(sourceOf(InstallationId.make("0badcaff"), made))
  })

  it.each([
    "",
    "x",
    "sd-0badcafe-",
    "sd-0badcafe-7",
    "sd-0badcafe-0-00000000000000000000000000",
    "sd-0badcafe-07-00000000000000000000000000",
    "sd-0badcafe--7-00000000000000000000000000",
    "sd-0badcafe-7-0000000000000000000000000",
    "sd-0badcafe-7-000000000000000000000000000",
    "sd-0badcafe-7-0000000000000000000000000U",
    "sd-0badcafe-9999999999999999-00000000000000000000000000",
    "5f0c1f3a-0000-4000-8000-000000000000"
  ])("%j names no source", (id) => {
    assert.isUndefined(sourceOf(installation, id))
    assert.strictEqual(isOurs(installation, id), id.startsWith("sd-0badcafe-"))
  })

  it.prop("sorts by time", [Seed, Seed, Digits], ([a, b, digits]) => {
    assert.strictEqual(Math.sign(a - b), ulid(a, digits) < ulid(b, digits) ? -1 : a === b ? 0 : 1)
    assert.match(ulid(a, digits), /^[0-9A-HJKMNP-TV-Z]{26}$/)
  })

  it("is made of the specification's alphabet", () => {
    assert.strictEqual(
      ulid(
        1_469_918_176_385,
        Array.from({ length: 16 }, () => 31)
      ),
      "01ARYZ6S41ZZZZZZZZZZZZZZZZ"
    )
    assert.strictEqual(sourceOf(installation, task()), source)
    assert.isFalse(accepts(TaskId, ""))
  })
})
