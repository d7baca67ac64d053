import { Effect, FileSystem, Layer, Path, PlatformError, Result } from "effect"
import {
  HttpPlatform,
  HttpRouter,
  HttpServerError,
  HttpServerRequest,
  HttpServerRespondable,
  HttpServerResponse,
  HttpStaticServer
} from "effect/http"
import { HttpSettings } from "./HttpSettings.ts"
import { pathOf } from "./NotFound.ts"

const text = /^(?:text\/|image\/svg|application\/json)/

const encodings = [
  { name: "br", level: 11 },
  { name: "gzip", level: 9 }
] as const

/** Text of so many bytes is compressed quickly rather than as well as can be: somebody waits for the first of it. */
const large = 100_000
const quickly = 9

/** No browser names so many encodings that it takes more characters; whoever does gets none of them. */
const longestList = 1000

/** The best encoding that the client takes (RFC 9110, 12.5.3); a quality of zero forbids one. */
const encodingFor = ({ headers }: HttpServerRequest.HttpServerRequest) => {
  const list = headers["accept-encoding"] ?? ""
  if (list.length > longestList) return undefined
  const taken = list.split(",").map((one) => one.split(";").map((part) => part.trim().toLowerCase()))
  return encodings.find(({ name }) =>
    taken.some(([one, quality = "q=1"]) => one === name && Number(quality.slice("q=".length)) > 0)
  )
}

/** No file system takes longer names, and no file of ours has so long a path. */
const longestName = 255
const longestPath = 1000

const bytesOf = (text: string): number => new TextEncoder().encode(text).length

/** Whether an address can't be that of a file, nor of a page, so that there is nothing to be looked for. */
const leadsNowhere = ({ originalUrl, url }: HttpServerRequest.HttpServerRequest): boolean => {
  if (!url.startsWith("/") || !(originalUrl.startsWith("/") || URL.canParse(originalUrl))) return true
  const asked = Result.getOrUndefined(Result.try(() => decodeURIComponent(url.split("?", 1)[0] ?? "")))
  if (asked === undefined || asked.includes("\0") || bytesOf(asked) > longestPath) return true
  return asked.split("/").some((name) => bytesOf(name) > longestName)
}

const isNoFolder = (error: unknown): boolean =>
  HttpServerError.isHttpServerError(error) &&
  error.cause instanceof PlatformError.PlatformError &&
  error.cause.reason._tag === "BadResource"

/** The pages' own addresses, which may look like a file's: sources may have dots in their names. */
const isPage = (path: string) => path.startsWith("/source/")

/** What stands before every address that a page names. */
const baseOf = (publicPath: string) => `<base href="${publicPath}/"`

interface Kept {
  readonly etag: string | undefined
  readonly response: HttpServerResponse.HttpServerResponse
}

/** Answers with what a folder holds; texts are compressed once, as well as can be, or soon where they are large, and kept until their file changes. */
const serving = Effect.fnUntraced(function* (root: string, publicPath: string) {
  const files = yield* HttpStaticServer.make({ root, spa: true, cacheControl: "no-cache" })
  const fs = yield* FileSystem.FileSystem
  const path = yield* Path.Path
  const { compression } = yield* HttpPlatform.HttpPlatform
  const kept = new Map<string, Kept>()

  const index = path.join(root, "index.html")

  /** The file behind an address that was answered with one: what has no ending is the index. */
  const fileOf = (request: HttpServerRequest.HttpServerRequest) => {
    const asked = decodeURIComponent(pathOf(request))
    return path.extname(asked) === "" ? index : path.join(root, asked)
  }

  const contentOf = Effect.fnUntraced(function* (file: string) {
    if (file !== index || publicPath === "") return yield* fs.readFile(file)
    const text = yield* fs.readFileString(file)
    return new TextEncoder().encode(text.replace(baseOf(""), baseOf(publicPath)))
  })

  const compressed = Effect.fnUntraced(function* (
    request: HttpServerRequest.HttpServerRequest,
    found: HttpServerResponse.HttpServerResponse
  ) {
    const encoding = encodingFor(request)
    const varied = HttpServerResponse.setHeader(found, "vary", "Accept-Encoding")
    const file = fileOf(request)
    if (encoding === undefined && (file !== index || publicPath === "")) return varied
    const key = `${encoding?.name} ${file}`
    const { etag } = found.headers
    const known = kept.get(key)
    if (known !== undefined && known.etag === etag) return known.response
    const { "content-length": _length, ...headers } = varied.headers
    const content = yield* contentOf(file)
    const whole = HttpServerResponse.uint8Array(content, { headers })
    const response =
      encoding === undefined
        ? whole
        : yield* compression.compressResponse(whole, encoding.name, {
            level: content.length > large ? quickly : encoding.level
          })
    kept.set(key, { etag, response })
    return response
  })

  const answer = Effect.gen(function* () {
    const asked = yield* HttpServerRequest.HttpServerRequest
    if (leadsNowhere(asked)) return HttpServerResponse.empty({ status: 404 })
    const request = isPage(pathOf(asked)) ? asked.modify({ url: "/index.html" }) : asked
    const found = yield* Effect.provideService(files, HttpServerRequest.HttpServerRequest, request)
    const isText = found.status === 200 && text.test(found.headers["content-type"] ?? "")
    if (!isText || request.method !== "GET") return found
    // A file that goes away just now is served as the server found it.
    return yield* Effect.orElseSucceed(compressed(request, found), () => found)
  }).pipe(
    // A file stands where the address has a folder.
    Effect.catchFilter(
      (error) => (isNoFolder(error) ? Result.succeed(error) : Result.fail(error)),
      () => Effect.succeed(HttpServerResponse.empty({ status: 404 }))
    ),
    Effect.catch(HttpServerRespondable.toResponse)
  )
  return { answer }
})

/** The browser UI: its files, its index for every page that has no file. Each load asks whether they have changed. */
export const layer = Layer.unwrap(
  Effect.map(HttpSettings, ({ publicDir, publicPath }) =>
    publicDir === null
      ? Layer.empty
      : HttpRouter.use(
          Effect.fnUntraced(function* (router) {
            const { answer } = yield* serving(publicDir, publicPath)
            yield* router.add("GET", "/*", answer)
          })
        )
  )
)
