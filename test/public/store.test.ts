import { assert, it } from "@effect/vitest"
import { Effect } from "effect"
import { load } from "./module.ts"

interface Store {
  readonly state: Readonly<Record<string, unknown>>
  readonly set: (change: Readonly<Record<string, unknown>>) => void
  readonly listen: (listener: () => void) => () => void
}

const stored = Effect.gen(function* () {
  const { Store } = yield* load<{ readonly Store: new (state: Readonly<Record<string, unknown>>) => Store }>(
    "lib/page.js"
  )
  const store = new Store({ items: null, q: "" })
  const heard: Array<unknown> = []
  const unlisten = store.listen(() => heard.push(store.state["q"]))
  return { store, heard, unlisten }
})

it.effect("listeners hear of what is new, once for each change, and see it", () =>
  Effect.gen(function* () {
    const { heard, store } = yield* stored
    store.set({ q: "a" })
    store.set({ q: "ab", items: [] })
    assert.deepStrictEqual(heard, ["a", "ab"])
    assert.deepStrictEqual(store.state, { items: [], q: "ab" })
  })
)

it.effect("a change that changes nothing is not told", () =>
  Effect.gen(function* () {
    const { heard, store } = yield* stored
    const before = store.state
    store.set({ q: "", items: null })
    store.set({})
    assert.deepStrictEqual(heard, [])
    assert.strictEqual(store.state, before)
  })
)

it.effect("a state that was read stays as it was, and nobody writes into it", () =>
  Effect.gen(function* () {
    const { store } = yield* stored
    const before = store.state
    store.set({ q: "later" })
    assert.strictEqual(before["q"], "")
    assert.isTrue(Object.isFrozen(before) && Object.isFrozen(store.state))
  })
)

it.effect("who stopped listening hears nothing more", () =>
  Effect.gen(function* () {
    const { heard, store, unlisten } = yield* stored
    unlisten()
    store.set({ q: "unheard" })
    assert.deepStrictEqual(heard, [])
  })
)
