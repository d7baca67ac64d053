import { NodeHttpClient } from "@effect/platform-node"
import { ByteSize, Effect, Option } from "effect"
import { HttpClient, HttpIncomingMessage } from "effect/http"
import type { Picture } from "../../ports/Thumbnailer.ts"

/** How long a thumbnailer has for a picture. */
const patience = "2 seconds"

const largest = ByteSize.fromInputUnsafe(5 * 1024 * 1024)

/** Pictures that no browser runs anything of. */
const harmless = /^image\/(?:jpeg|png|webp|avif|gif)$/

/** The pictures of the thumbnailer whose socket is at `url`: they lie beside it, at `/{driver}/{source}[/file.jpg]`. */
export const pictures = (url: string) => {
  const { host, protocol } = new URL(url)
  const origin = `${protocol === "wss:" || protocol === "https:" ? "https:" : "http:"}//${host}`
  return (path: string): Effect.Effect<Option.Option<Picture>> =>
    Effect.gen(function* () {
      const response = yield* HttpClient.get(`${origin}/${path}`)
      const type = response.headers["content-type"]?.split(";", 1)[0]?.trim().toLowerCase() ?? ""
      if (response.status !== 200 || !harmless.test(type)) return Option.none()
      return Option.some({ type, bytes: new Uint8Array(yield* response.arrayBuffer) })
    }).pipe(
      Effect.provideService(HttpIncomingMessage.MaxBodySize, largest),
      Effect.timeout(patience),
      Effect.orElseSucceed(() => Option.none()),
      Effect.provide(NodeHttpClient.layerNodeHttp)
    )
}
