import { ByteSize, Cause, Context, Data, Effect, Layer, Redacted, Stream } from "effect"
import { Base64 } from "effect/encoding"
import { Headers, HttpClient, HttpClientRequest, type HttpClientResponse, HttpIncomingMessage } from "effect/http"
import type { HeaderLine } from "../domain/settings/HeaderText.ts"
import type { Hindrance } from "../domain/supervision/Cause.ts"
import { CookieJar } from "./CookieJar.ts"
import * as Encodings from "./Encodings.ts"
import { Home } from "./Home.ts"
import { networkHindrance } from "./hindrances.ts"
import { isInward } from "./Inward.ts"
import type { ByteRange } from "./Playlist.ts"

/** The origin says that there is nothing to record: not found, gone. */
export class Offline extends Data.TaggedError("Offline")<{ readonly message: string; readonly status: number }> {}

/** Something that may pass: the network, a server error, an unreadable answer. */
export class Trouble extends Data.TaggedError("Trouble")<{
  readonly message: string
  readonly hindrance: Hindrance
  /** Milliseconds after which the site wants to be asked again. */
  readonly retryAfter?: number | undefined
}> {}

/** The site asks for a proof of being human. */
export class Blocked extends Data.TaggedError("Blocked")<{
  readonly message: string
  readonly hindrance: Hindrance
}> {}

export type Refusal = Offline | Trouble | Blocked

/** A text and the address that gave it, after redirects. */
export interface Page {
  readonly url: string
  readonly text: string
}

/** The bytes of an answer, and the address that gave them, after redirects; `whole` when they are of the whole resource although a range was asked for. */
export interface Bytes {
  readonly url: string
  readonly whole: boolean
  /** It has an end, and any part of it can be had: no broadcast. */
  readonly isFile: boolean
  /** What tells it from another at the same address; undefined for what has no end that is known. */
  readonly edition: string | undefined
  readonly stream: Stream.Stream<Uint8Array, Trouble>
}

/** What the network gives. */
export class Origin extends Context.Service<
  Origin,
  {
    /** A text of at most 16 MiB within 10 s. */
    readonly page: (url: string) => Effect.Effect<Page, Refusal>
    /** Bytes as they arrive; fails after 10 s of silence. `length` of a range may be left open. */
    readonly bytes: (url: string, range: OpenRange | undefined) => Effect.Effect<Bytes, Refusal>
  }
>()("sticky-dvr/recorder/Origin") {}

export type OpenRange = Pick<ByteRange, "offset"> & Partial<ByteRange>

/**
 * Who is asking. Cookies, the login and most headers go to the source's own host and to hosts within `domain`, and nowhere else; what
 * only says where a visitor comes from and what it takes goes everywhere.
 */
export interface Visitor {
  readonly cookies: Redacted.Redacted | undefined
  readonly headers: Redacted.Redacted<ReadonlyArray<HeaderLine>> | undefined
  readonly login: Redacted.Redacted | undefined
  readonly userAgent: string | undefined
  readonly domain: string | undefined
}

const patience = "10 seconds"
const longestPage = ByteSize.mebibytes(16)
const mostRedirects = 5

export const layer = (visitor: Visitor) =>
  Layer.effect(
    Origin,
    Effect.gen(function* () {
      const client = yield* HttpClient.HttpClient
      const home = yield* Home
      const jar = new CookieJar()

      /** Reads all of an answer, which also frees its connection. */
      const textOf = (response: HttpClientResponse.HttpClientResponse, host: string) =>
        response.arrayBuffer.pipe(
          Effect.provideService(HttpIncomingMessage.MaxBodySize, longestPage),
          Effect.flatMap((packed) =>
            Encodings.unpack(response.headers["content-encoding"], packed, ByteSize.toNumberUnsafe(longestPage))
          ),
          Effect.map((bytes) => bytes.toString("utf8")),
          Effect.timeout(patience),
          Effect.mapError(
            () =>
              new Trouble({
                message: "the answer broke off, took too long, or is longer than 16 MiB",
                hindrance: { kind: "unreadable", host }
              })
          )
        )

      const ask = Effect.fnUntraced(function* (url: string, range: OpenRange | undefined, encodings: string) {
        let address = url
        for (let hops = 0; hops <= mostRedirects; hops++) {
          const at = URL.parse(address)
          const hostname = at?.hostname ?? ""
          if (isInward(hostname) && !home.mayBeInward(hostname)) return yield* leadsInward(hostOf(address))
          const { cookie, ...headers } = headersFor(visitor, home.is, address, range, encodings)
          const cookies = at === null ? cookie : jar.header(at, cookie)
          const request = HttpClientRequest.get(address, {
            headers: { ...headers, ...(cookies === undefined ? {} : { cookie: cookies }) }
          })
          const response = yield* client.execute(request).pipe(
            Effect.provideService(HttpClient.TracerPropagationEnabled, false),
            Effect.timeout(patience),
            Effect.mapError((error) => unanswered(error, hostOf(address)))
          )
          if (at !== null) jar.keep(at, response.cookies)
          const location = response.headers["location"]
          if (response.status < 300 || response.status >= 400 || location === undefined) {
            return { response, url: address }
          }
          const next = URL.parse(location, address)
          if (next === null || !/^https?:$/.test(next.protocol)) break
          address = next.href
          yield* Effect.ignore(textOf(response, hostOf(address)))
        }
        return yield* new Trouble({
          message: `${hostOf(url)} redirects without end`,
          hindrance: { kind: "redirects", host: hostOf(url) }
        })
      })

      const refuse = Effect.fnUntraced(function* (response: HttpClientResponse.HttpClientResponse, host: string) {
        const text = yield* textOf(response, host).pipe(Effect.orElseSucceed(() => ""))
        return yield* refusalOf(response.status, response.headers, text, host)
      })

      return Origin.of({
        page: Effect.fnUntraced(function* (url) {
          const answer = yield* ask(url, undefined, Encodings.accepted)
          if (answer.response.status !== 200) return yield* refuse(answer.response, hostOf(answer.url))
          return { url: answer.url, text: yield* textOf(answer.response, hostOf(answer.url)) }
        }),
        bytes: Effect.fnUntraced(function* (url, range) {
          const first = yield* ask(url, range, "identity")
          const encoding = first.response.headers["content-encoding"]
          // A part of what is packed can't be unpacked.
          const isPart = first.response.status === 206 && Encodings.isEncoded(encoding)
          if (isPart) yield* Effect.ignore(textOf(first.response, hostOf(first.url)))
          const { response, url: from } = isPart ? yield* ask(url, undefined, "identity") : first
          const host = hostOf(from)
          const broken = () => new Trouble({ message: "the segment broke off", hindrance: { kind: "broken", host } })
          if (response.status === 416 && range !== undefined) {
            yield* Effect.ignore(textOf(response, host))
            return { url: from, whole: false, isFile: false, edition: undefined, stream: Stream.empty }
          }
          if (response.status !== 200 && response.status !== 206) return yield* refuse(response, host)
          const silence = () =>
            Stream.fail(new Trouble({ message: "the segment stopped arriving", hindrance: { kind: "timeout", host } }))
          return {
            url: from,
            whole: response.status === 200,
            isFile: isFile(response.headers),
            edition: editionOf(response.headers),
            stream: Encodings.unpacking(encoding, Stream.mapError(response.stream, broken), broken).pipe(
              Stream.timeoutOrElse({ duration: patience, orElse: silence })
            )
          }
        })
      })
    })
  )

export const hostOf = (url: string): string => URL.parse(url)?.host ?? url

/** Wherever a site leads, by a redirect or by what a playlist lists, it never leads to what is only there for this machine. */
const leadsInward = (host: string): Trouble =>
  new Trouble({ message: `${host} is within this machine, where no site leads`, hindrance: { kind: "inward", host } })

const unanswered = (error: unknown, host: string): Trouble =>
  new Trouble({
    message: `${host} doesn't answer`,
    hindrance: Cause.isTimeoutError(error) ? { kind: "timeout", host } : networkHindrance(error, host)
  })

/** Whether a header, by its name in lower case, only says where a visitor comes from and what it takes. */
export const isHarmless = (name: string): boolean => /^(?:referer|origin|accept(?:-.*)?|dnt|sec-.*)$/.test(name)

/** What a visitor tells one address. */
export const headersFor = (
  visitor: Visitor,
  isHome: (hostname: string) => boolean,
  url: string,
  range: OpenRange | undefined,
  encodings: string
): Headers.Headers => {
  const host = URL.parse(url)?.hostname ?? ""
  const { cookies, domain, headers, login, userAgent } = visitor
  const trusted = isHome(host) || (domain !== undefined && (host === domain || host.endsWith(`.${domain}`)))
  const end = range?.length === undefined ? "" : range.offset + range.length - 1
  const lines = headers === undefined ? [] : Redacted.value(headers).map(([name, value]) => [name.toLowerCase(), value])
  return Headers.fromInput({
    ...Object.fromEntries(lines.filter(([name = ""]) => trusted || isHarmless(name))),
    ...(login === undefined || !trusted ? {} : { authorization: `Basic ${Base64.encode(Redacted.value(login))}` }),
    "accept-encoding": encodings,
    ...(userAgent === undefined ? {} : { "user-agent": userAgent }),
    ...(cookies === undefined || !trusted ? {} : { cookie: Redacted.value(cookies) }),
    ...(range === undefined ? {} : { range: `bytes=${range.offset}-${end}` })
  })
}

const isFile = (headers: Headers.Headers): boolean =>
  headers["content-length"] !== undefined && headers["accept-ranges"]?.toLowerCase() === "bytes"

/** The length of the whole and the validators that it comes with, the same for each part (RFC 9110, 8.8 and 14.4). */
const editionOf = (headers: Headers.Headers): string | undefined => {
  const length = /\/(\d+)$/.exec(headers["content-range"] ?? "")?.[1] ?? headers["content-length"]
  return length === undefined ? undefined : JSON.stringify([length, headers["etag"], headers["last-modified"]])
}

/** What an answer that isn't a success means. */
const refusalOf = (status: number, headers: Headers.Headers, text: string, host: string): Refusal => {
  const challenged =
    headers["cf-mitigated"] === "challenge" || /captcha|cf-chl|challenge|just a moment|verify your age/i.test(text)
  if (status === 403 && challenged) {
    const hindrance = { kind: "challenge", host } as const
    return new Blocked({ message: "the site answers with a challenge page (HTTP 403)", hindrance })
  }
  if (status === 404 || status === 410) return new Offline({ message: `source is offline (HTTP ${status})`, status })
  return new Trouble({
    message: `the origin answers HTTP ${status}`,
    hindrance: { kind: "http", status, host },
    retryAfter: retryAfterOf(headers["retry-after"], headers["date"])
  })
}

/** Milliseconds of a Retry-After header, in seconds or as a date (RFC 9110, 10.2.3), by the site's own clock. */
const retryAfterOf = (text: string | undefined, date: string | undefined): number | undefined => {
  if (text === undefined) return undefined
  const wait = /^\d+$/.test(text) ? 1000 * Number(text) : Date.parse(text) - Date.parse(date ?? "")
  return Number.isFinite(wait) && wait > 0 ? Math.min(wait, longestWait) : undefined
}

/** A site that wants to be left alone for longer is asked all the same. */
const longestWait = 30 * 60_000
