import { assert } from "@effect/vitest"
import { Effect } from "effect"
import type { DriverInfo } from "../../src/ports/Overseer.ts"
import type { Knobs } from "../adapters/overseer/Scripted.ts"
import { ask, signIn } from "./Client.ts"
import { addUser, onEachStore } from "./World.ts"

const driver = (name: string, more: Partial<DriverInfo> = {}): DriverInfo => ({
  name,
  description: null,
  params: { source: {}, out: {}, url: { default: "" } },
  dedupeKey: [],
  schemes: ["http", "https"],
  limit: 0,
  ...more
})
const drivers = [driver("hls"), driver("stream"), driver("page"), driver("probe", { params: { url: {} } })]

/** What a look finds. */
let found: object = {}
const shortTask: Knobs["shortTask"] = (_, hear) =>
  Effect.sync(() => {
    hear(JSON.stringify({ probe: found }))
    return 0
  })

/** Looks, as an admin, at addresses. */
const signedInRoot = Effect.gen(function* () {
  yield* addUser("root", "admin")
  const { token } = yield* signIn("root")
  return (address: string) => ask("POST", "/api/sources/probe", { token, body: { address } })
})

onEachStore({ overseer: { drivers, shortTask } })("looks at pages over HTTP", (it) => {
  it.effect("of the page of a site tell what is on and whose it is, after whom the source is called", () =>
    Effect.gen(function* () {
      const root = yield* signedInRoot
      const address = "https://video.example/watch?v=1"
      const on = { engine: "page", reachable: true, onAir: true, variants: [{ height: 1080 }, { height: 720 }] }
      found = { ...on, title: "Evening news", author: "Example TV" }
      assert.deepInclude((yield* root(address)).json, {
        driver: "page",
        username: "Example-TV",
        drivers: ["page", "hls", "stream"],
        title: "Evening news",
        author: "Example TV",
        text: "On air, in 2 qualities. “Evening news” by Example TV."
      })
      found = { ...on, title: "Evening news" }
      assert.deepInclude((yield* root(address)).json, {
        driver: "page",
        username: "watch",
        text: "On air, in 2 qualities. “Evening news”."
      })
      found = { reachable: true, cause: { kind: "unsupported", message: "nobody knows the page" } }
      assert.deepInclude((yield* root(address)).json, { text: "Nobody knows the page." })
    })
  )
})
