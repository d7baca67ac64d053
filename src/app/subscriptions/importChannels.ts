import { Effect } from "effect"
import { type Channel, channelStep } from "../../domain/subscriptions/Channel.ts"
import { showKey } from "../../domain/subscriptions/Names.ts"
import type { SourceId } from "../../domain/values/Ids.ts"
import { Atomically } from "../../ports/Atomically.ts"
import { type EnsuredSource, Sources } from "../../ports/Sources.ts"
import * as Time from "../../runtime/Time.ts"
import { Auditing } from "../accounts/Auditing.ts"

/** The name under which the files act. */
const author = { userId: null, name: "CHANNELS", address: null }

/** How many are made sure of in one unit of storage. */
const at = 200

/** What an entry of the audit log says of many. */
const listed = (channels: ReadonlyArray<Channel>): string => {
  const names = channels.map(({ key }) => key.username)
  return names.length <= 20 ? names.join(", ") : `${names.slice(0, 20).join(", ")} and ${names.length - 20} more`
}

/**
 * Makes a source of each channel that has none, and takes those that follow the files to where these say. Done again it changes nothing; what
 * somebody changes at the same moment stays as he wants it. Answers the sources that are elsewhere now than they were.
 */
export const importChannels = Effect.fn("importChannels")(function* (channels: ReadonlyArray<Channel>) {
  const sources = yield* Sources
  const auditing = yield* Auditing
  const { run } = yield* Atomically

  const place = Effect.fnUntraced(function* (
    channel: Channel,
    { address, id, overrides, overridesVersion }: EnsuredSource
  ) {
    const { login: before, ...others } = overrides
    const step = channelStep({ address, login: before }, channel)
    if (typeof step === "string") return step
    const own = step.login === undefined ? others : { ...others, login: step.login }
    const placed = sources.setAddress(id, { url: channel.url, from: "channels" }, own, overridesVersion)
    return yield* Effect.match(placed, { onSuccess: () => "moved" as const, onFailure: () => "same" as const })
  })

  const some = Effect.fnUntraced(function* (part: ReadonlyArray<Channel>) {
    const found = yield* sources.ensure(
      part.map(({ key }) => key),
      yield* Time.now
    )
    const done = yield* Effect.forEach(part, (channel, i) => {
      const source = found[i]
      return source === undefined
        ? Effect.die(new Error(`${showKey(channel.key)} was not made`))
        : Effect.map(place(channel, source), (step) => ({ channel, step, id: source.id }))
    })
    const moved = done.filter(({ step }) => step === "moved")
    if (moved.length > 0) {
      const names = listed(moved.map(({ channel }) => channel))
      yield* auditing.recordOf(author, { action: "source.channels", subject: `${moved.length}`, detail: names })
    }
    return moved.map(({ id }) => id)
  })

  const parts = Array.from({ length: Math.ceil(channels.length / at) }, (_, i) => channels.slice(i * at, (i + 1) * at))
  const moved: ReadonlyArray<SourceId> = (yield* Effect.forEach(parts, (part) => run(some(part)))).flat()
  return moved
})
