import { assert, describe, it } from "@effect/vitest"
import { refreshParts, refreshToken } from "../../../src/domain/accounts/RefreshToken.ts"
import { SessionId } from "../../../src/domain/values/Ids.ts"

const id = SessionId.make("00000000-0000-4000-8000-000000000001")

describe("S20: a refresh token", () => {
  it("names its session", () => {
    assert.deepStrictEqual(refreshParts(refreshToken(id, "secret")), { sessionId: id, secret: "secret" })
  })

  it.each(["", ".", "secret", ".secret", "nobody.secret", `${id}`, `${id}x.secret`])("'%s' names none", (text) => {
    assert.deepStrictEqual(refreshParts(text), { sessionId: null, secret: text })
  })
})
