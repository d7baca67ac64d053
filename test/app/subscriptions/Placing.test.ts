import { assert, layer } from "@effect/vitest"
import { Effect } from "effect"
import * as Memory from "../../../src/adapters/memory/World.ts"
import { settleAll } from "../../../src/app/subscriptions/Placing.ts"
import type { Caller } from "../../../src/domain/accounts/User.ts"
import { SessionId, UserId } from "../../../src/domain/values/Ids.ts"
import { Sources } from "../../../src/ports/Sources.ts"
import { aSource, load } from "../../contracts/World.ts"

const member: Caller = {
  userId: UserId.make(1),
  sessionId: SessionId.make("01234567-89ab-4cde-8f01-23456789abcd"),
  username: "alice",
  role: "user",
  address: null
}
const place = { address: { url: "https://evil.example/live.m3u8", from: "member" }, own: {} } as const

layer(Memory.layer, { excludeTestServices: true })("where sources of a list are", (it) => {
  it.effect("S9: a member's address is no source's that an admin gave values to meanwhile", () =>
    Effect.gen(function* () {
      const sources = yield* Sources
      const { id, key } = yield* aSource
      yield* sources.setOverrides(id, { login: "me:planted" }, 0)
      assert.deepStrictEqual(yield* settleAll(sources, member, [{ id, key, place }]), [])
      assert.isNull((yield* load(id)).address)
      const another = yield* aSource
      const told = yield* settleAll(sources, member, [{ id: another.id, key: another.key, place }])
      assert.deepStrictEqual([told.length, (yield* load(another.id)).address], [1, place.address])
    })
  )
})
