import { assert, describe, it } from "@effect/vitest"
import { Context, Effect, Exit, Layer } from "effect"
import { TestClock } from "effect/testing"
import * as Attempts from "../../../src/app/accounts/Attempts.ts"
import { networkOf } from "../../../src/app/accounts/networkOf.ts"
import { Tally } from "../../../src/app/accounts/Tally.ts"
import { Instant, type Steady } from "../../../src/domain/values/Time.ts"

const limits = { window: "1 minute", perNetwork: 3, perAccount: 2, perAccountAnywhere: 4 } as const

const attempts = Effect.gen(function* () {
  const layer = Attempts.layer.pipe(Layer.provide(Layer.succeed(Attempts.Limits, limits)))
  const { arrive, take, withdraw } = Context.get(yield* Layer.build(Layer.fresh(layer)), Attempts.Attempts)
  const at = (address: string | null, account: string, more: Partial<Attempts.Attempt> = {}) => ({
    address,
    account,
    isAcquainted: false,
    changedAt: null,
    ...more
  })
  const may = (...attempt: Parameters<typeof at>) => Effect.map(Effect.exit(take(at(...attempt))), Exit.isSuccess)
  return {
    arrives: (address: string | null) => Effect.map(Effect.exit(arrive(address)), Exit.isSuccess),
    at,
    may,
    withdraw
  }
})

describe("S21: attempts", () => {
  it.effect(
    "at an account are limited from one network, until the minute is over; other networks and accounts go on",
    () =>
      Effect.gen(function* () {
        const { may } = yield* attempts
        for (const right of [true, true, false, false]) assert.strictEqual(yield* may("192.0.2.1", "alice"), right)
        assert.isTrue(yield* may("192.0.2.2", "alice"))
        assert.isTrue(yield* may("192.0.2.1", "bob"))
        yield* TestClock.adjust("59 seconds")
        assert.isFalse(yield* may("192.0.2.1", "alice"))
        yield* TestClock.adjust("1 second")
        assert.isTrue(yield* may("192.0.2.1", "alice"))
      })
  )

  it.effect("at an account are limited from everywhere, but not for networks that its owner came from", () =>
    Effect.gen(function* () {
      const { may } = yield* attempts
      for (const n of [1, 2, 3, 4]) assert.isTrue(yield* may(`192.0.2.${n}`, "alice"))
      assert.isFalse(yield* may("192.0.2.5", "alice"))
      assert.isTrue(yield* may("192.0.2.5", "alice", { isAcquainted: true }))
      assert.isTrue(yield* may("192.0.2.6", "bob"))
    })
  )

  it.effect("R18: count anew once the account was changed, and not before, whatever the wall clock says", () =>
    Effect.gen(function* () {
      const { may } = yield* attempts
      // An account that was changed a moment before the clock was set back.
      const changedAt = Instant.make(10_000)
      yield* TestClock.setTime(9_000)
      for (const right of [true, true, false]) {
        assert.strictEqual(yield* may("192.0.2.1", "alice", { changedAt }), right)
        yield* TestClock.adjust("10 millis")
      }
      for (const right of [true, true, false]) {
        assert.strictEqual(yield* may("192.0.2.1", "alice", { changedAt: Instant.make(9_500) }), right)
      }
    })
  )

  it.effect("that came to nothing are taken back", () =>
    Effect.gen(function* () {
      const { at, may, withdraw } = yield* attempts
      for (let n = 0; n < 10; n++) {
        assert.isTrue(yield* may("192.0.2.1", "alice"))
        yield* withdraw(at("192.0.2.1", "alice"))
      }
    })
  )

  it.effect("S4: are limited by network whatever they are at; all of an IPv6 /64 is one", () =>
    Effect.gen(function* () {
      const { arrives } = yield* attempts
      assert.isTrue(yield* arrives("2001:db8:1:2::1"))
      assert.isTrue(yield* arrives("2001:db8:1:2:ffff:ffff:ffff:ffff"))
      assert.isTrue(yield* arrives("2001:DB8:0001:2:0:0:0:5"))
      assert.isFalse(yield* arrives("2001:db8:1:2::7"))
      assert.isTrue(yield* arrives("2001:db8:1:3::1"))
      for (let n = 0; n < 3; n++) assert.isTrue(yield* arrives("192.0.2.1"))
      assert.isFalse(yield* arrives("::ffff:192.0.2.1"))
      assert.isTrue(yield* arrives("192.0.2.2"))
      for (let n = 0; n < 9; n++) assert.isTrue(yield* arrives(null))
    })
  )

  it("are counted for each key by itself, of many keys the latest", () => {
    const tally = new Tally(1000, 3)
    const [first, next] = [0 as Steady, 1 as Steady]
    for (const key of ["a", "b", "c"]) assert.strictEqual(tally.add(key, first).count, 1)
    assert.strictEqual(tally.add("d", next).count, 1)
    assert.deepStrictEqual(
      ["b", "d", "a"].map((key) => tally.add(key, next).count),
      [2, 2, 1]
    )
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
