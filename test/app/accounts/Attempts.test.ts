import { assert, describe, it } from "@effect/vitest"
import { Context, Effect, Exit, Layer } from "effect"
import { TestClock } from "effect/testing"
import * as Attempts from "../../../src/app/accounts/Attempts.ts"
import { placeOf } from "../../../src/app/accounts/Attempts.ts"
import { networkOf } from "../../../src/app/accounts/networkOf.ts"

const attempts = Effect.gen(function* () {
  const limits = Layer.succeed(Attempts.Limits, { window: "1 minute", perAddress: 3, perName: 2 })
  const built = yield* Layer.build(Layer.fresh(Attempts.layer.pipe(Layer.provide(limits))))
  const { take } = Context.get(built, Attempts.Attempts)
  return (address: string | null, name: string) => Effect.map(Effect.exit(take(address, name)), Exit.isSuccess)
})

describe("S4: attempts", () => {
  it.effect("are limited by name wherever they come from, until the minute is over", () =>
    Effect.gen(function* () {
      const may = yield* attempts
      assert.isTrue(yield* may("192.0.2.1", "alice"))
      assert.isTrue(yield* may("192.0.2.2", "alice"))
      assert.isFalse(yield* may("192.0.2.3", "alice"))
      assert.isTrue(yield* may("192.0.2.3", "bob"))
      yield* TestClock.adjust("59 seconds")
      assert.isFalse(yield* may(null, "alice"))
      yield* TestClock.adjust("1 second")
      assert.isTrue(yield* may(null, "alice"))
    })
  )

  it.effect("are limited by address whatever the names; all of an IPv6 /64 is one", () =>
    Effect.gen(function* () {
      const may = yield* attempts
      assert.isTrue(yield* may("2001:db8:1:2::1", "a"))
      assert.isTrue(yield* may("2001:db8:1:2:ffff:ffff:ffff:ffff", "b"))
      assert.isTrue(yield* may("2001:DB8:0001:2:0:0:0:5", "c"))
      assert.isFalse(yield* may("2001:db8:1:2::7", "d"))
      assert.isTrue(yield* may("2001:db8:1:3::1", "d"))
      for (const name of ["e", "f", "g"]) assert.isTrue(yield* may("192.0.2.1", name))
      assert.isFalse(yield* may("::ffff:192.0.2.1", "h"))
      assert.isTrue(yield* may("192.0.2.2", "h"))
    })
  )

  it("of a hundred thousand names leave no more behind than there are places for them", () => {
    const places = new Set(Array.from({ length: 100_000 }, (_, n) => placeOf(`name ${n}`)))
    assert.isAtMost(places.size, 65_536)
    assert.isAbove(places.size, 40_000, "names hardly ever share a place")
    assert.strictEqual(placeOf("alice"), placeOf("alice"))
  })
})

describe("the network of an address", () => {
  for (const [address, network] of [
    ["192.0.2.1", "192.0.2.1"],
    ["::ffff:192.0.2.1", "192.0.2.1"],
    ["2001:db8::1", "2001:db8::/64"],
    ["2001:0db8:0000:0000:1::", "2001:db8::/64"],
    ["1:2:3:4:5:6:7:8", "1:2:3:4::/64"],
    ["::1", "::/64"],
    ["::", "::/64"],
    ["fe80::1%eth0", "fe80::/64"],
    ["1::5:6:7:8", "1::/64"],
    ["2001:DB8:0:1::9", "2001:db8:0:1::/64"],
    ["nonsense", "nonsense"],
    ["1.2.3.4.5", "1.2.3.4.5"]
  ] as const) {
    it(`${address} lies in ${network}`, () => assert.strictEqual(networkOf(address), network))
  }
})
