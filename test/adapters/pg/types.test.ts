import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import * as TestPostgres from "../../TestPostgres.ts"
import { ask } from "./Session.ts"

const numbers = [0, 1, -1, 2 ** 31, -(2 ** 31), 2 ** 32 - 1, 2 ** 32, -(2 ** 32) - 1, 2 ** 53 - 1, -(2 ** 53) + 1]
const texts = ["2000-01-01T00:00:00Z", "1999-12-31T23:59:59.999Z", "1970-01-01T00:00:00Z", "2038-01-19T03:14:08.123Z"]

describe("cells of 64 bits", () => {
  it.live("are the numbers and moments that were stored, alone and in arrays, however many come together", () =>
    Effect.gen(function* () {
      const dsn = yield* TestPostgres.empty
      const [bigints, moments] = [`ARRAY[${numbers}]::bigint[]`, `ARRAY['${texts.join("','")}']::timestamptz[]`]
      const many = 1_000
      const rows = yield* ask(
        dsn,
        `SELECT '.', one, NULL::bigint, ${bigints}, at, ${moments}
         FROM unnest(${bigints}, ${moments}) WITH ORDINALITY AS each (one, at, place), generate_series(1, ${many}) AS n ORDER BY n, place`
      )
      const at = texts.map((text) => Date.parse(text))
      const expected = numbers.map((one, i) => [".", one, null, numbers, at[i] ?? null, at])
      assert.lengthOf(rows, many * numbers.length)
      for (let from = 0; from < rows.length; from += numbers.length) {
        assert.deepStrictEqual(rows.slice(from, from + numbers.length), expected)
      }
    })
  )
})
