import { readdirSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { NodeServices } from "@effect/platform-node"
import { assert, it } from "@effect/vitest"
import { Effect, Option } from "effect"
import { operations } from "../http/Operations.ts"
import { needing } from "../Programs.ts"
import { live, page } from "../recorder/page/site.ts"
import { scriptedOrigin } from "../recorder/ScriptedOrigin.ts"
import { broadcasting, film } from "../recorder/stream/liveSources.ts"
import { eventually } from "./eventually.ts"
import { adminPassword, product } from "./Product.ts"

/** A secret of its own for each place that takes one. */
const planted = new Set<string>()
const secret = (where: string): string => {
  const text = `sown-${where}-${planted.size}`
  planted.add(text)
  return text
}

const at = (url: string, where: string): string =>
  `${url.replace("//", `//me:${secret(`${where}-login`)}@`)}?token=${secret(`${where}-token`)}`

const given = (where: string) => ({
  headers: `X-Key: ${secret(`${where}-header`)}`,
  cookies: `sid=${secret(`${where}-cookie`)}`
})

/** The arguments of everything that runs on this machine, as anybody may read them. */
const everybodysArguments = (): string =>
  readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map((pid) => {
      try {
        return readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ")
      } catch {
        return ""
      }
    })
    .join("\n")

const action = (key: string) => `
  mine:
    type: exec
    dedupe_key: [source]
    schemes: [http]
    config:
      entrypoint: sh
      command: [-c, "echo began; exec sleep 600"]
      env: {ADDRESS: "[[.url]]", KEY: ${key}, COOKIES: "[[.cookies]]"}
      parameters: {source: {}, out: {}, url: {}, cookies: {default: ""}}
`

needing("ffmpeg", "ytDlp")("S9: what recorders of streams, pages and one's own are told", () => {
  it.live(
    "is in no process's arguments, event, line, error, list, export or look",
    () =>
      Effect.gen(function* () {
        const seen = new Map<string, string>()
        const site = yield* scriptedOrigin
        const watched = (path: string, answer: ReturnType<typeof page>) =>
          site.answer(path, (response, headers) => {
            seen.set(`arguments while ${path} is asked for`, everybodysArguments())
            answer(response, headers)
          })
        const token = (url: string) => url.slice(site.url.length).replace(/^.*@[^/]*/, "")
        const file = join(import.meta.dirname, "../../dist/.actions-sown.yaml")
        const key = secret("file")
        writeFileSync(file, `actions:${action(key)}`)
        const p = yield* product({ ACTIONS: file, LOG_LEVEL: "trace" })
        yield* p.launch
        const admin = yield* p.signIn("admin", adminPassword)
        yield* admin.hasDrivers
        const ask = (what: string, method: string, path: string, body?: unknown) =>
          Effect.tap(admin.ask(method, path, body), (answer) =>
            Effect.sync(() => void seen.set(what, JSON.stringify(answer.body)))
          )

        const path = (address: string) => token(new URL(address).href.replace(/\/\/[^@]*@/, "//"))
        const door = at(`${site.url}/door.ts`, "stream")
        watched(path(door), broadcasting(yield* film, "video/mp2t", ["-c", "copy", "-f", "mpegts"]))
        const news = at(`${site.url}/news.html`, "page")
        watched(path(news), page(`<video src="${live(site)}"></video>`))
        const sources = [
          { driver: "stream", username: "door", address: door, ...given("stream") },
          { driver: "page", username: "news", address: news, ...given("page") },
          { driver: "mine", username: "own", address: at(`${site.url}/own`, "own"), cookies: secret("own-cookie") },
          // Nobody is there: the words by which a program fails repeat its address.
          { driver: "stream", username: "camera", address: at("rtsp://127.0.0.1:9/cam", "camera") },
          { driver: "stream", username: "studio", address: at("rtmp://127.0.0.1:9/live/x", "studio") },
          {
            driver: "page",
            username: "away",
            address: at("http://127.0.0.1:9/a.html", "away"),
            proxy: `http://me:${secret("proxy")}@127.0.0.1:9`
          }
        ]
        for (const { driver, username, ...place } of sources) {
          const looked = yield* ask(`a look at ${username}`, "POST", "/sources/probe", { ...place, driver })
          assert.strictEqual(looked.status, 200, username)
          const added = yield* ask(`${username} is added`, "POST", "/subscriptions", { driver, username, ...place })
          assert.strictEqual(added.status, 201, username)
        }
        for (const name of ["stream/door", "page/news"]) yield* admin.sees(name, "recording")
        const told = (name: string) =>
          eventually(
            `what stands in the way of ${name}`,
            Effect.map(admin.view(name), ({ reason }) =>
              /127\.0\.0\.1:9/.test(reason) ? Option.some(reason) : Option.none()
            )
          )
        for (const name of ["stream/camera", "stream/studio", "page/away"]) yield* told(name)
        seen.set("arguments in the end", everybodysArguments())
        assert.match(seen.get("arguments in the end") ?? "", /recorder\.js --engine page/)

        // A slip beside the secret: what is wrong with a file is told without the file.
        for (const slip of [`actions:${action(key)}      odd: [${key}\n`, `actions:${action(`{${key}: 1}`)}`]) {
          writeFileSync(file, slip)
          yield* eventually(
            "the slip",
            Effect.map(ask("diagnostics", "GET", "/diagnostics"), ({ body }) =>
              JSON.stringify(body).includes(".actions-sown.yaml") ? Option.some(true) : Option.none()
            )
          )
        }
        for (const { driver, username } of sources)
          for (const { method, path } of operations)
            if (method === "GET" && path.includes("{driver}") && !path.includes("/files/{session}")) {
              const filled = path
                .replace("{driver}", driver)
                .replace("{username}", username)
                .replace("{session}", "none")
              yield* ask(filled, "GET", filled.replace(/^\/api/, ""))
            }
        for (const { method, path } of operations)
          if (method === "GET" && !path.includes("{")) yield* ask(path, "GET", path.replace(/^\/api/, ""))
        seen.set("the logs", p.output())
        assert.include(p.output(), "starting a recorder")

        assert.isAbove(planted.size, 15)
        for (const [what, text] of seen)
          for (const one of planted)
            for (const spelling of [one, Buffer.from(`me:${one}`).toString("base64")])
              assert.isFalse(text.includes(spelling), `${what} shows ${one}`)
      }).pipe(Effect.scoped, Effect.provide(NodeServices.layer)),
    240_000
  )
})
