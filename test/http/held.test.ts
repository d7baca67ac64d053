import { assert, layer } from "@effect/vitest"
import { Effect } from "effect"
import { ask, signIn } from "./Client.ts"
import { seeded } from "./Fuzzing.ts"
import { hostileTexts, mixed } from "./Hostile.ts"
import { offences, type Request } from "./Offences.ts"
import { operations } from "./Operations.ts"
import { addUser, world } from "./World.ts"

const megabyte = 1024 * 1024
const json = (value: unknown) => JSON.stringify(value)
const many = <A>(count: number, one: (i: number) => A): ReadonlyArray<A> =>
  Array.from({ length: count }, (_, i) => one(i))
const members = (count: number) => Object.fromEntries(many(count, (i) => [`k${i}`, ""]))

const importing = (type: string, body: string | Uint8Array<ArrayBuffer>): Request => ({
  method: "POST",
  path: "/api/subscriptions/import?dry_run=1",
  headers: { "content-type": type },
  body
})

const saving = (settings: unknown): Request => ({
  method: "PUT",
  path: "/api/config",
  headers: { "content-type": "application/json", "if-match": '"1"' },
  body: json(settings)
})

/** What a program puts before the lines of a list, by which it is known as that program's. */
const beginnings: Readonly<Record<string, string>> = {
  "a player's list": "#EXTM3U\n#EXTINF:-1 tvg-logo=",
  "a player's list of quoted names": '#EXTM3U\n#EXTINF:-1 tvg-name="',
  "a spreadsheet's table": "sep=;\ndriver;username;posture\n",
  "a table with tabs": "driver\tusername\n"
}

/** As spreadsheets save it: UTF-16, little end first. */
const utf16 = (text: string): Uint8Array<ArrayBuffer> => Buffer.from(`\ufeff${text}`, "utf16le")

const large: Readonly<Record<string, Request>> = {
  "250,000 dots in a line": importing("text/plain", ".".repeat(250_000)),
  "1.7 million lines": importing("text/plain", "a\n".repeat(1_700_000)),
  "2.4 million brackets": importing("application/json", "[".repeat(2_400_000) + "]".repeat(2_400_000)),
  "2.4 million brackets in an entry": importing(
    "application/json",
    `{"subscriptions":[${"[".repeat(2_400_000)}${"]".repeat(2_400_000)}]}`
  ),
  "ten thousand names": importing("text/plain", many(10_000, (i) => `hls/s${i}`).join("\n")),
  "ten thousand addresses": importing("text/plain", many(10_000, (i) => `x.example/${i}${"?".repeat(480)}`).join("\n")),
  "ten thousand entries": importing(
    "application/json",
    json({ subscriptions: many(10_000, (i) => ({ driver: "hls", username: `s${i}`, created_at: "x".repeat(400) })) })
  ),
  "ten thousand entries of a wrong form": importing(
    "application/json",
    json({ subscriptions: many(10_000, (i) => ({ a: i, b: i, c: [] })) })
  ),
  "an entry with 100,000 members": importing("application/json", json({ subscriptions: [members(100_000)] })),
  "a text of 2 MiB": importing("application/json", json({ subscriptions: ["\n".repeat(2 * megabyte)] })),
  "100,000 settings": saving(members(100_000)),
  "20,000 drivers": saving({ drivers: Object.fromEntries(many(20_000, (i) => [`d${i}`, { cookies: "a", b: 1 }])) }),
  "50,000 patterns": saving({
    driver_urls: Object.fromEntries(many(50_000, (i) => [`d${i}`, "https://x/{username}"]))
  }),
  "a long setting": saving({ user_agent: "x".repeat(1.9 * megabyte), out_pattern: "{{".repeat(1000) }),
  "60,000 subscriptions that are none": {
    method: "POST",
    path: "/api/subscriptions/bulk",
    headers: { "content-type": "application/json" },
    body: json({ action: "pause", items: many(60_000, () => ({})) })
  }
}

layer(world(), { excludeTestServices: true })("S18: no request holds the event loop", (it) => {
  const admin = Effect.gen(function* () {
    yield* addUser("root", "admin")
    return (yield* signIn("root")).token
  }).pipe(Effect.cached, Effect.runSync)

  it.effect(
    "with a large body",
    () =>
      Effect.gen(function* () {
        assert.deepStrictEqual(yield* offences(large, yield* admin), [])
      }),
    240_000
  )

  it.effect(
    "with an import of any form, made to be slow to read",
    () =>
      Effect.gen(function* () {
        const texts = Object.entries(hostileTexts).flatMap(([name, text]) =>
          ["text/plain", "text/csv", "application/json"].map((type) => [
            `${name} as ${type}`,
            importing(type, text(3 * megabyte))
          ])
        )
        const programs = Object.entries(beginnings).flatMap(([program, before]) =>
          Object.entries(hostileTexts).flatMap(([name, text]) => [
            [`${program}: ${name}`, importing("text/plain", before + text(megabyte))] as const,
            [`${program} in UTF-16: ${name}`, importing("text/plain", utf16(before + text(megabyte)))] as const
          ])
        )
        const chance = many(20, (seed) => [
          `seed ${seed}`,
          importing(seed % 2 === 0 ? "text/plain" : "text/csv", mixed(seed, megabyte))
        ])
        assert.deepStrictEqual(
          yield* offences(Object.fromEntries([...texts, ...programs, ...chance]), yield* admin),
          []
        )
      }),
    240_000
  )

  it.effect(
    "with any setting, of all sources, of a driver's or of one's own",
    () =>
      Effect.gen(function* () {
        const token = yield* admin
        yield* ask("POST", "/api/subscriptions", { token, body: { driver: "hls", username: "dora" } })
        const { json: config } = yield* ask("GET", "/api/config", { token })
        const keys: ReadonlyArray<string> = Object.keys(config.settings)
        assert.isAbove(keys.length, 20)
        const { pick } = seeded(20_261_130)
        const requests = keys.flatMap((key) =>
          many(3, () => pick(Object.entries(hostileTexts))).flatMap(([name, text]) => {
            const value = text(100_000)
            const nested = { [key]: { hls: value, [value.slice(0, 1000)]: value } }
            const own: Request = {
              method: "PUT",
              path: "/api/sources/hls/dora/overrides",
              headers: { "content-type": "application/json", "if-match": '"0"' },
              body: json({ overrides: { [key]: value } })
            }
            return [
              [`${key}: ${name}`, saving({ ...config.settings, [key]: value })],
              [`${key} by driver: ${name}`, saving({ ...config.settings, ...nested })],
              [`${key} of a driver: ${name}`, saving({ ...config.settings, drivers: { hls: { [key]: value } } })],
              [`${key} of a source: ${name}`, own]
            ] as const
          })
        )
        assert.deepStrictEqual(yield* offences(Object.fromEntries(requests), token), [])
      }),
    240_000
  )

  it.effect(
    "with an address where drivers have patterns",
    () =>
      Effect.gen(function* () {
        const token = yield* admin
        const { json: config } = yield* ask("GET", "/api/config", { token })
        const driver_urls = { hls: "https://site.example/{username}/x" }
        const saved = yield* ask("PUT", "/api/config", {
          token,
          headers: { "if-match": `"${config.version}"` },
          body: { ...config.settings, driver_urls }
        })
        assert.strictEqual(saved.status, 200)
        const requests = Object.entries(hostileTexts).flatMap(([name, text]) =>
          ["", "https://site.example/", "site.example/?q="].map((before) => [
            `${before}${name}`,
            {
              method: "POST",
              path: "/api/subscriptions",
              headers: { "content-type": "application/json" },
              body: json({ url: before + text(50_000) })
            }
          ])
        )
        assert.deepStrictEqual(yield* offences(Object.fromEntries(requests), token), [])
      }),
    120_000
  )

  it.effect(
    "in a header",
    () =>
      Effect.gen(function* () {
        const names = [
          "accept-encoding",
          "accept",
          "authorization",
          "cookie",
          "if-none-match",
          "if-match",
          "range",
          "origin"
        ]
        const others = ["x-forwarded-for", "x-forwarded-host", "x-user-id", "content-type", "user-agent"]
        const requests = [...names, ...others].flatMap((header) =>
          Object.entries(hostileTexts).flatMap(([name, text]) => {
            // What is none can't be sent.
            const value = text(240_000).replaceAll(/[^ -~]/g, "")
            return ["/", "/api/subscriptions"].map((path) => [
              `${header} of ${path}: ${name}`,
              { method: "GET", path, headers: { [header]: value } }
            ])
          })
        )
        assert.deepStrictEqual(yield* offences(Object.fromEntries(requests), yield* admin), [])
      }),
    240_000
  )

  it.effect(
    "at any route, in its address, its parameters or its body",
    () =>
      Effect.gen(function* () {
        const { pick } = seeded(20_261_129)
        const ending = new Set(["/api/auth/logout", "/api/me/sessions"])
        const requests = operations
          .filter(({ path }) => !ending.has(path))
          .flatMap(({ contentTypes, method, parameters, path }) =>
            many(3, () => pick(Object.entries(hostileTexts))).flatMap(([name, text]) => {
              const filled = (length: number) => path.replaceAll(/\{\w+\}/g, encodeURIComponent(text(length)))
              const plain = path.replaceAll(/\{\w+\}/g, "1")
              const search = parameters
                .filter((one) => one.in === "query")
                .map((one) => `${one.name}=${encodeURIComponent(text(20_000))}`)
              const body = contentTypes.map((type) => ({
                headers: { "content-type": type },
                body:
                  type === "application/json"
                    ? json(
                        Object.fromEntries(
                          ["url", "username", "password", "settings"].map((key) => [key, text(15_000)])
                        )
                      )
                    : text(60_000)
              }))
              const all: ReadonlyArray<Request> = [
                { method, path: filled(500) },
                { method, path: filled(60_000) },
                { method, path: `${plain}?${search.join("&")}` },
                ...body.map((one) => ({ method, path: plain, ...one }))
              ]
              return all.map((request, i) => [`${method} ${path} ${i}: ${name}`, request])
            })
          )
        assert.deepStrictEqual(yield* offences(Object.fromEntries(requests), yield* admin), [])
      }),
    240_000
  )
})
