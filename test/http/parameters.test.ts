import { assert } from "@effect/vitest"
import { Effect } from "effect"
import { ask, signIn } from "./Client.ts"
import { addUser, onEachStore } from "./World.ts"

const hls = { name: "hls", description: null, params: { source: {}, out: {} }, dedupeKey: ["source"], limit: 0 }
const drivers = [
  hls,
  {
    name: "camera",
    description: null,
    params: {
      source: {},
      out: {},
      lens: { description: "Which one.", default: "wide", validate: 'value in ["wide", "long"]' },
      tilt: {}
    },
    dedupeKey: ["source"],
    limit: 0
  }
]

onEachStore({ overseer: { drivers } })("parameters that no settings are", (it) => {
  const admin = Effect.gen(function* () {
    yield* addUser("root", "admin")
    return (yield* signIn("root")).token
  })

  const show = (token: string) => ask("GET", "/api/config", { token })
  const save = (token: string, tag: string | null, settings: object) =>
    ask("PUT", "/api/config", { token, body: settings, headers: tag === null ? {} : { "if-match": tag } })

  it.effect(
    "a parameter that a driver declares has a value for everybody, the driver and a source, by the driver's rule",
    () =>
      Effect.gen(function* () {
        const token = yield* admin
        const { json } = yield* ask("GET", "/api/drivers", { token })
        const settable = json.items.map(
          ({ name, parameters }: { name: string; parameters: ReadonlyArray<{ name: string; settable: boolean }> }) => [
            name,
            parameters.filter((one) => one.settable).map((one) => one.name)
          ]
        )
        assert.deepStrictEqual(settable, [
          ["camera", ["lens", "tilt"]],
          ["hls", []]
        ])
        const { headers, json: config } = yield* show(token)
        const { settings } = config
        assert.deepStrictEqual(settings.parameters, {})
        const refusedFor = (change: object) =>
          Effect.map(save(token, headers.get("etag"), { ...settings, ...change }), ({ json, status }) => [
            status,
            json.errors?.map(({ field, message }: { field: string; message: string }) => `${field}: ${message}`)
          ])
        assert.deepStrictEqual(yield* refusedFor({ parameters: { lens: "round" } }), [
          422,
          ["parameters.lens: driver camera accepts only wide or long"]
        ])
        assert.deepStrictEqual(yield* refusedFor({ parameters: { lans: "wide" } }), [
          422,
          ["parameters.lans: no driver takes a parameter named lans"]
        ])
        assert.deepStrictEqual(
          yield* refusedFor({ drivers: { camera: { parameters: { lens: "round", zoom: "1" } } } }),
          [
            422,
            [
              "drivers.camera.parameters.lens: driver camera accepts only wide or long",
              "drivers.camera.parameters.zoom: driver camera takes no zoom: beside the settings it takes lens, tilt"
            ]
          ]
        )
        const saved = yield* save(token, headers.get("etag"), {
          ...settings,
          parameters: { lens: "long", tilt: "1" },
          drivers: { camera: { parameters: { tilt: "2" } } }
        })
        assert.strictEqual(saved.status, 200, saved.text)
        const { changes } = (yield* ask("GET", "/api/config/versions", { token })).json.items[0]
        assert.deepStrictEqual(
          changes.map(({ field, to }: { field: string; to: string }) => [field, to]),
          [
            ["drivers.camera.parameters.tilt", '"2"'],
            ["parameters.lens", '"long"'],
            ["parameters.tilt", '"1"']
          ]
        )

        yield* ask("POST", "/api/subscriptions", { token, body: { driver: "camera", username: "door" } })
        const path = "/api/sources/camera/door/overrides"
        const put = (body: object) => ask("PUT", path, { token, body, headers: { "if-match": '"0"' } })
        const odd = yield* put({ parameters: { lens: "odd" } })
        assert.deepStrictEqual(
          [odd.status, odd.json.errors[0]],
          [422, { field: "parameters.lens", message: "driver camera accepts only wide or long" }]
        )
        const own = yield* put({ parameters: { lens: "wide" } })
        assert.strictEqual(own.status, 200, own.text)
        assert.deepStrictEqual(own.json.own.parameters, { lens: "wide" })
        assert.deepStrictEqual(own.json.inherited.parameters, { lens: "long", tilt: "2" })
        assert.deepStrictEqual(own.json.effective.parameters, { lens: "wide", tilt: "2" })
      })
  )

  it.effect("clients that know nothing of parameters go on saving", () =>
    Effect.gen(function* () {
      const token = yield* admin
      const { headers, json } = yield* show(token)
      const { parameters: _parameters, ...settings } = json.settings
      assert.strictEqual((yield* save(token, headers.get("etag"), settings)).status, 200)
    })
  )
})
