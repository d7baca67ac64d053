import { tmpdir } from "node:os"
import { NodeServices } from "@effect/platform-node"
import { assert, layer } from "@effect/vitest"
import { Effect, FileSystem, Layer } from "effect"
import { ChildProcess } from "effect/process"
import { ownPort } from "../ownPort.ts"
import { needing, pathOf } from "../Programs.ts"
import { Browser, done, enter, settled } from "./Browser.ts"
import { playsPast } from "./watching.ts"

/** What an administrator has in front: a path of a host that has others, taken away before the product is asked. */
const configuration = (folder: string, port: number, address: string) => `
pid ${folder}/nginx.pid;
error_log stderr crit;
events {}
http {
  access_log off;
  client_body_temp_path ${folder}/body; proxy_temp_path ${folder}/proxy; fastcgi_temp_path ${folder}/fastcgi;
  uwsgi_temp_path ${folder}/uwsgi; scgi_temp_path ${folder}/scgi;
  server {
    listen 127.0.0.1:${port};
    location /dvr/ {
      proxy_pass ${address}/;
      proxy_set_header Host $http_host;
      proxy_set_header X-Forwarded-Prefix /dvr;
    }
    location / { return 404 "another's"; }
  }
}`

/** A real nginx that has the product below /dvr; its address. */
const front = Effect.fnUntraced(function* (address: string) {
  const fs = yield* FileSystem.FileSystem
  const folder = yield* fs.makeTempDirectoryScoped({ directory: tmpdir(), prefix: "sticky-below-" })
  const port = yield* ownPort
  yield* fs.writeFileString(`${folder}/nginx.conf`, configuration(folder, port, address))
  const user = process.getuid?.() === 0 ? " user root;" : ""
  yield* ChildProcess.make(
    pathOf("nginx"),
    ["-e", "stderr", "-c", `${folder}/nginx.conf`, "-g", `daemon off;${user}`],
    { stdin: "ignore", stdout: "ignore", stderr: "inherit", killSignal: "SIGTERM" }
  )
  return `http://127.0.0.1:${port}`
}, Effect.provide(NodeServices.layer))

const paths = [
  "/",
  "/recordings",
  "/subscriptions",
  "/source/hls/testcard",
  "/profile",
  "/admin/config",
  "/admin/users",
  "/admin/sources"
]

needing("chromium", "nginx")("D11: below a path of a host that has others", () => {
  layer(Browser.started({ PUBLIC_PATH: "/dvr" }).pipe(Layer.provideMerge(NodeServices.layer)), {
    timeout: "180 seconds",
    excludeTestServices: true
  })((it) => {
    it.effect("pages, links, API, files and cookies work, and nothing is asked for beside it", () =>
      Effect.gen(function* () {
        const { address, admin, visit } = yield* Browser
        yield* admin.ask("POST", "/subscriptions", { driver: "hls", username: "testcard" })
        yield* admin.sees("hls/testcard", "recording")
        const outside = yield* front(address)
        const page = yield* visit({ baseURL: outside }, /status of (401|403)/)
        const beside: Array<string> = []
        page.on("request", (request) => {
          if (!request.url().startsWith(`${outside}/dvr/`) && request.url().startsWith("http"))
            beside.push(request.url())
        })
        const isAt = (path: string) =>
          done(() => page.waitForFunction((it) => location.pathname + location.search === it, `/dvr${path}`))
        yield* done(() => page.goto("/dvr/admin/users"))
        yield* isAt("/login?to=%2Fadmin%2Fusers")
        yield* enter(page, "admin")
        yield* isAt("/admin/users")
        for (const path of paths) {
          yield* done(() => page.goto(`/dvr${path}`))
          yield* done(() => page.waitForSelector("#page h1"))
          yield* settled(page)
          const links = yield* done(() =>
            page.evaluate(() =>
              [...document.querySelectorAll("a[href]")].map((link) => link.getAttribute("href") ?? "")
            )
          )
          assert.deepStrictEqual(
            links.filter((link) => link.startsWith("/") && !link.startsWith("/dvr/")),
            []
          )
        }
        yield* done(() => page.click(".nav a[href='/dvr/']"))
        yield* isAt("/")
        yield* done(() => page.click("#now .card [data-row]"))
        yield* playsPast(page, 0.3)
        yield* done(() => page.goto("/dvr/source/hls/testcard"))
        yield* done(() => page.click("#tab-log"))
        yield* isAt("/source/hls/testcard?tab=log")
        const cookies = yield* done(() => page.context().cookies(`${outside}/dvr/api/auth/refresh`))
        assert.deepStrictEqual(cookies.map(({ name, path }) => [name.replace(/_[0-9a-f]+$/, ""), path]).sort(), [
          ["access_token", "/dvr"],
          ["refresh_token", "/dvr/api/auth"]
        ])
        // A session whose access token has gone goes on by the other cookie.
        yield* done(() => page.context().clearCookies({ path: "/dvr" }))
        yield* done(() => page.goto("/dvr/profile"))
        yield* done(() => page.waitForSelector("#page h1:has-text('Profile')"))
        assert.deepStrictEqual(beside, [])
      })
    )
  })
})
