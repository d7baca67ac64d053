import { NodeFileSystem, NodeHttpClient, NodePath } from "@effect/platform-node"
import { DateTime, Effect, type FileSystem, Layer, Redacted } from "effect"
import { HttpClient, HttpClientError, type HttpClientRequest } from "effect/http"
import * as Capturing from "./Capturing.ts"
import * as DiskSpace from "./DiskSpace.ts"
import type { Engine } from "./Engine.ts"
import * as HlsEngine from "./HlsEngine.ts"
import * as Home from "./Home.ts"
import * as Inward from "./Inward.ts"
import * as Origin from "./Origin.ts"
import * as Progress from "./Progress.ts"
import * as PageEngine from "./page/PageEngine.ts"
import * as Report from "./Report.ts"
import * as SegmentBytes from "./SegmentBytes.ts"
import * as SegmentFiles from "./SegmentFiles.ts"
import type { Settings } from "./Settings.ts"
import * as StreamFinder from "./StreamFinder.ts"
import { liveFeedOf } from "./stream/feeding.ts"
import * as StreamEngine from "./stream/StreamEngine.ts"
import * as Troubles from "./Troubles.ts"

/** What an agent needs to go through a proxy. */
const through = (proxy: string) => ({ proxyEnv: { HTTP_PROXY: proxy, HTTPS_PROXY: proxy, NO_PROXY: "" } })

/** A proxy looks names up by itself: those that lead inward never reach it, but for what `mayBe` says. */
const keptFromProxy = (mayBe: (hostname: string) => boolean) =>
  HttpClient.tapRequest(
    Effect.fnUntraced(function* (request: HttpClientRequest.HttpClientRequest) {
      const hostname = URL.parse(request.url)?.hostname ?? ""
      if (mayBe(hostname) || !(yield* Inward.isKnownInward(hostname))) return
      const cause = Inward.inwardError(hostname)
      return yield* new HttpClientError.HttpClientError({
        reason: new HttpClientError.TransportError({ request, cause })
      })
    })
  )

/** The network, in which no name leads to this machine but those that an admin gave: the source's own host, and the proxy. */
export const network = ({ proxy }: Pick<Settings, "proxy">) => {
  const way = proxy === undefined ? undefined : Redacted.value(proxy)
  const proxyHost = way === undefined ? undefined : URL.parse(way)?.hostname
  return Layer.unwrap(
    Effect.map(Home.Home, (home) => {
      const client = NodeHttpClient.layerNodeHttpOptions({
        keepAlive: true,
        lookup: Inward.lookup((hostname) => hostname === proxyHost || home.mayBeInward(hostname)),
        ...(way === undefined ? {} : through(way))
      })
      if (way === undefined) return client
      const guarded = Effect.map(HttpClient.HttpClient, keptFromProxy(home.mayBeInward))
      return Layer.effect(HttpClient.HttpClient, guarded).pipe(Layer.provide(client))
    })
  ).pipe(Layer.provide(Home.layer))
}

/** The playlists' engine, and what it is made of. */
const hls = (settings: Settings) => {
  const finder = Layer.merge(StreamFinder.layer(settings), SegmentBytes.layer)
  return HlsEngine.layer.pipe(Layer.provide(Capturing.layer(settings).pipe(Layer.provideMerge(finder))))
}

const streaming = (settings: Settings, feedOf?: typeof liveFeedOf) =>
  settings.engine === "hls" ? hls(settings) : StreamEngine.layer(settings, feedOf)

const outside = (settings: Settings) => Layer.provideMerge(Origin.layer(settings), Home.layer)

/** What a page leads to is visited as somebody else: what is the page's own stays with the page. */
const page = (settings: Settings) =>
  PageEngine.layer(settings, (own) =>
    streaming(own, liveFeedOf).pipe(Layer.provide(outside(own)), Layer.provide(network(own)))
  )

type Needed =
  | FileSystem.FileSystem
  | HttpClient.HttpClient
  | Report.Report
  | SegmentFiles.SegmentFiles
  | Troubles.Troubles

const engine = (settings: Settings): Layer.Layer<Engine, never, Needed> =>
  settings.engine === "page" ? page(settings) : streaming(settings).pipe(Layer.provide(outside(settings)))

/** All that a recorder needs beside files, disk, network and time. */
export const layerWith = (settings: Settings, write: Report.Write) => {
  const report = Report.layer(settings, write)
  const progress = Progress.layer(settings).pipe(Layer.provideMerge(report))
  const files = SegmentFiles.layer(settings).pipe(Layer.provideMerge(progress))
  const troubles = Troubles.layer.pipe(Layer.provide(report))
  return engine(settings).pipe(Layer.provideMerge([files, troubles]))
}

/** The same on this machine. */
export const layer = (settings: Settings, write: Report.Write) =>
  layerWith(settings, write).pipe(
    Layer.provide([
      NodeFileSystem.layer,
      NodePath.layer,
      network(settings),
      DiskSpace.layer,
      DateTime.layerCurrentZoneLocal
    ])
  )
