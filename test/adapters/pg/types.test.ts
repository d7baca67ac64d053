import { PgConnection } from "@effect/sql-pg"
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { counts } from "../../../src/adapters/pg/parameters.ts"
import { types } from "../../../src/adapters/pg/types.ts"
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

  it.live("that no number holds exactly are the nearest one that is, when read and when counts are written", () =>
    Effect.gen(function* () {
      const dsn = yield* TestPostgres.empty
      const [most, least] = [Number.MAX_SAFE_INTEGER, Number.MIN_SAFE_INTEGER]
      const beyond = "ARRAY[9223372036854775807, 9007199254740992, -9223372036854775807]::bigint[]"
      assert.deepStrictEqual(yield* ask(dsn, `SELECT one, ${beyond} FROM unnest(${beyond}) AS one`), [
        [most, [most, most, least]],
        [most, [most, most, least]],
        [least, [most, most, least]]
      ])
      const said = [2 ** 64, 2 ** 63, Number.POSITIVE_INFINITY, Number.NaN, -1, 1.5]
      const connection = yield* PgConnection.make({ url: dsn, types })
      const stored = yield* connection.queryValues("SELECT $1::bigint[]::text[]", [counts(said)])
      assert.deepStrictEqual(stored, [[[`${most}`, `${most}`, `${most}`, "0", "0", "1"]]])
    }).pipe(Effect.scoped)
  )
})
