import { createServer, type ServerResponse } from "node:http"
import { assert, describe, it } from "@effect/vitest"
import { Effect, Fiber, Layer, Option } from "effect"
import { TestClock } from "effect/testing"
import * as Adapter from "../../../src/adapters/converter/Converter.ts"
import { Thumbnailer } from "../../../src/ports/Thumbnailer.ts"
import { becomes, patient } from "../../patient.ts"
import { blackHole } from "./neighbour.ts"

/** A thumbnailer's web server that answers every path as told. */
const pictures = (answer: (path: string, response: ServerResponse) => void) =>
  Effect.acquireRelease(
    Effect.callback<{ readonly url: string; readonly close: () => void }>((resume) => {
      const server = createServer(({ url = "" }, response) => answer(url, response))
      server.listen(0, "127.0.0.1", () => {
        const address = server.address()
        const port = typeof address === "object" && address !== null ? address.port : 0
        const close = () => {
          server.closeAllConnections()
          server.close()
        }
        resume(Effect.succeed({ url: `ws://127.0.0.1:${port}/ws`, close }))
      })
    }),
    ({ close }) => Effect.sync(close)
  )

const pictureAt = (url: string | null, path: string) =>
  Thumbnailer.use(({ picture }) => picture(path)).pipe(Effect.provide(Layer.fresh(Adapter.thumbnailer(url))))

describe("pictures", () => {
  patient("come from beside the thumbnailer's socket, with their type", () =>
    Effect.gen(function* () {
      const { url } = yield* pictures((path, response) =>
        path === "/hls/alice/s1.jpg"
          ? response.writeHead(200, { "content-type": "image/jpeg; charset=x" }).end("JPEG")
          : response.writeHead(404, { "content-type": "image/jpeg" }).end("none")
      )
      const found = yield* pictureAt(url, "hls/alice/s1.jpg")
      assert.deepStrictEqual(
        Option.map(found, ({ bytes, type }) => [type, new TextDecoder().decode(bytes)]),
        Option.some(["image/jpeg", "JPEG"])
      )
      assert.isTrue(Option.isNone(yield* pictureAt(url, "hls/alice")))
    })
  )

  patient("are nothing that a browser could run, and none too large to hold", () =>
    Effect.gen(function* () {
      const { url } = yield* pictures((path, response) => {
        if (path.startsWith("/large"))
          response.writeHead(200, { "content-type": "image/png" }).end(Buffer.alloc(6_000_000))
        else if (path.startsWith("/bare")) response.writeHead(200).end("x")
        else response.writeHead(200, { "content-type": path.slice(1).replace("-", "/") }).end("<script>1</script>")
      })
      for (const path of ["image-svg+xml", "text-html", "application-octet-stream", "large", "bare"])
        assert.isTrue(Option.isNone(yield* pictureAt(url, path)), path)
      assert.isTrue(Option.isSome(yield* pictureAt(url, "image-webp")))
    })
  )

  patient("of a thumbnailer that is gone or was never there are missing", () =>
    Effect.gen(function* () {
      const gone = yield* Effect.scoped(pictures(() => undefined))
      for (const address of [gone.url, null])
        assert.isTrue(Option.isNone(yield* pictureAt(address, "hls/alice")), String(address))
    })
  )

  it.effect("of a thumbnailer that hangs are missing after two seconds", () =>
    Effect.gen(function* () {
      const { sockets, url } = yield* blackHole
      const asking = yield* Effect.forkChild(pictureAt(url, "hls/alice"))
      yield* becomes(() => sockets.size === 1)
      yield* TestClock.adjust("2 seconds")
      assert.isTrue(Option.isNone(yield* Fiber.join(asking)))
    })
  )
})
