import type { Fate } from "../Wire.ts"
import { atMost, type Fault, onBackend } from "./Fault.ts"

/** The network. */
export const network: Readonly<Record<string, Fault>> = {
  drop: onBackend((slot) => {
    const wire = slot.backend?.client.wire()
    wire?.drop("the connection was reset by the peer")
    return wire === undefined ? null : "the connection to the overseer drops"
  }),
  freeze: onBackend((slot, random, world) => {
    const directions = random.pick(["up", "down", "both"] as const)
    const ms = atMost(world, random.pick([random.between(500, 14_000), random.between(500, 14_000), 30_000]))
    slot.backend?.client.wire()?.freeze(directions, ms)
    return `nothing passes ${directions} for ${ms} ms`
  }),
  slow: onBackend(({ weather }, random) => {
    weather.latency = random.pick([20, 200, 1_000, 4_000, 8_000])
    return `messages take up to ${weather.latency} ms`
  }),
  disorder: onBackend(({ weather }, random) => {
    weather.doubled = random.pick([0, 0.2])
    weather.overtaken = random.pick([0, 0.3])
    return `of events ${weather.doubled * 100} % come twice, ${weather.overtaken * 100} % of beginnings are overtaken`
  }),
  fate: onBackend(({ weather }, random) => {
    const command = random.pick(["start", "start", "start", "stop", "stop", "list", "subscribe"] as const)
    // What has no answer is not lost inside the overseer.
    const fate: Fate = random.pick(["lost", "late", "unanswered", "slow", "stuck", "ignored", "mute"])
    weather.fates.set(command, command === "subscribe" && fate === "ignored" ? "lost" : fate)
    return `its next ${command} is ${fate}`
  })
}
