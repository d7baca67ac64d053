import { Effect } from "effect"
import type { Page } from "playwright-core"
import { done } from "./Browser.ts"

/** What one resource cost. */
export interface Fetched {
  readonly path: string
  /** When it was asked for, in seconds by the browser's clock that is never set. */
  readonly sentAt: number
  /** How many requests, this one included, had to follow one another to come to it. */
  readonly depth: number
  /** Bytes of its content as they came, compressed where they were. */
  readonly body: number
  /** Bytes with the headers of the answer. */
  readonly wire: number
}

interface Initiator {
  readonly url?: string
  readonly stack?: Stack
}
interface Stack {
  readonly callFrames: ReadonlyArray<{ readonly url: string }>
  readonly parent?: Stack
}

/** Who asked: the document or style sheet that names it, or the script that was running. */
const askedBy = ({ stack, url }: Initiator): string | undefined =>
  url ?? stack?.callFrames.find((frame) => frame.url !== "")?.url ?? (stack?.parent && askedBy({ stack: stack.parent }))

/** Watches what a page fetches from now on; the effect that it gives tells what it was so far. */
export const traffic = Effect.fnUntraced(function* (page: Page) {
  const tools = yield* done(() => page.context().newCDPSession(page))
  const requests = new Map<string, { url: string; by: string | undefined; sentAt: number }>()
  const depths = new Map<string, number>()
  const fetched: Array<Fetched> = []
  const heads = new Map<string, number>()
  tools.on("Network.requestWillBeSent", ({ initiator, request, requestId, timestamp }) => {
    const by = askedBy(initiator)
    requests.set(requestId, { url: request.url, by, sentAt: timestamp })
    if (!depths.has(request.url)) depths.set(request.url, (by === undefined ? 0 : (depths.get(by) ?? 0)) + 1)
  })
  tools.on("Network.responseReceived", ({ requestId, response }) => heads.set(requestId, response.encodedDataLength))
  tools.on("Network.loadingFinished", ({ encodedDataLength, requestId }) => {
    const request = requests.get(requestId)
    if (request === undefined) return
    fetched.push({
      path: new URL(request.url).pathname,
      sentAt: request.sentAt,
      depth: depths.get(request.url) ?? 1,
      body: encodedDataLength - (heads.get(requestId) ?? 0),
      wire: encodedDataLength
    })
  })
  yield* done(() => tools.send("Network.enable"))
  return { fetched: Effect.sync(() => [...fetched]) }
})

/** Sums one figure of many. */
export const sum = (all: ReadonlyArray<Fetched>, of: (one: Fetched) => number): number =>
  all.reduce((total, one) => total + of(one), 0)
