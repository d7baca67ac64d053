import { assert, describe, it } from "@effect/vitest"
import { SqlError } from "effect/sql"
import { defectOf } from "../../../src/adapters/pg/unreachable.ts"
import { StoreUnavailable } from "../../../src/ports/StoreUnavailable.ts"

const unknown = (code: string, operation = "query") =>
  new SqlError.SqlError({
    reason: new SqlError.UnknownError({ cause: Object.assign(new Error(code), { code }), message: code, operation })
  })

describe("D16: what a statement failed with", () => {
  it.each([
    ["57P01", "the server is shutting down"],
    ["57P03", "it is starting"],
    ["25P02", "its transaction was given up by an earlier statement"],
    ["25P03", "its transaction waited for too long"],
    ["40P01", "two waited for each other"],
    ["40001", "two changed the same"]
  ])("is told as a store that is away: %s, %s", (code) => {
    assert.instanceOf(defectOf(unknown(code)), StoreUnavailable)
  })

  it("so is a transaction that could not be kept", () => {
    assert.instanceOf(defectOf(unknown("", "commit")), StoreUnavailable)
  })

  it.each(["22P02", "42601", "23505"])("is a fault of ours where the statement is wrong: %s", (code) => {
    assert.notInstanceOf(defectOf(unknown(code)), StoreUnavailable)
  })
})
