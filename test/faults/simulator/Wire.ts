import type { Random } from "./Random.ts"
import type { Timeline } from "./Timeline.ts"

/** What the network between one backend and the overseer is like at the moment. Times in milliseconds. */
export interface Weather {
  /** The longest that a message takes. */
  latency: number
  /** How many of what the overseer tells by itself come twice, and how many are overtaken by later ones. */
  doubled: number
  overtaken: number
  /** How long after its end a connection may still bring to the overseer what it had taken. */
  readonly lateness: number
}

/** One direction of a connection: in order, each message after its time; frozen, it holds everything until it thaws. */
const makeLine = (timeline: Timeline) => {
  const held: Array<() => void> = []
  let free = 0
  let isFrozen = false
  return {
    pass: (takes: number, arrive: () => void): void => {
      free = Math.max(free, timeline.now() + takes)
      timeline.after(free - timeline.now(), () => (isFrozen ? void held.push(arrive) : arrive()))
    },
    freeze: (): void => {
      isFrozen = true
    },
    thaw: (): void => {
      isFrozen = false
      for (const arrive of held.splice(0)) arrive()
    }
  }
}

/**
 * One TCP connection: in order both ways; when it drops, answers are lost, and a first part of what was sent may still arrive. The
 * client notices a silent one by its pings.
 */
export const makeWire = (timeline: Timeline, random: Random, weather: Weather, dropped: (why: string) => void) => {
  const up = makeLine(timeline)
  const down = makeLine(timeline)
  let underWay: Array<() => void> = []
  let isOpen = true
  let isCut = false

  const arrive = (command: () => void) => {
    if (!underWay.includes(command)) return
    underWay = underWay.filter((other) => other !== command)
    if (!isCut) command()
  }

  const drop = (why: string): void => {
    if (!isOpen) return
    isOpen = false
    const arriving = underWay.slice(0, random.between(0, underWay.length))
    underWay = arriving
    let wait = 0
    for (const command of arriving) {
      wait = random.between(wait, weather.lateness)
      timeline.after(wait, () => arrive(command))
    }
    dropped(why)
  }

  return {
    isOpen: () => isOpen,
    /** Takes a command to the overseer, which works on it for `takes` before it reads the next one. */
    send: (command: () => void, takes = 0): void => {
      if (!isOpen) return
      underWay.push(command)
      up.pass(random.between(1, weather.latency) + takes, () => isOpen && arrive(command))
    },
    /** Brings an answer to the client. */
    answer: (hear: () => void): void => {
      down.pass(random.between(1, weather.latency), () => isOpen && hear())
    },
    /** Brings the client what the overseer tells by itself. */
    tell: (hear: () => void): void => {
      const takes = random.between(1, weather.latency)
      if (random.chance(weather.overtaken)) timeline.after(takes + random.between(1, 2_000), () => isOpen && hear())
      else down.pass(takes, () => isOpen && hear())
      if (random.chance(weather.doubled)) timeline.after(takes + random.between(1, 4_000), () => isOpen && hear())
    },
    drop,
    /** Nothing passes in these directions for `ms`; whoever waits too long for a sign of life gives the connection up. */
    freeze: (directions: "up" | "down" | "both", ms: number): void => {
      const frozen = directions === "both" ? [up, down] : directions === "up" ? [up] : [down]
      for (const line of frozen) line.freeze()
      timeline.after(ms, () => {
        for (const line of frozen) line.thaw()
      })
      const patience = random.between(15_000, 20_000)
      if (ms > patience) timeline.after(patience, () => drop("3 pings in a row went unanswered"))
    },
    /** The overseer is gone: nothing of this connection arrives any more. */
    cut: (): void => {
      isCut = true
      drop("the connection was closed (1006)")
    }
  }
}

export type Wire = ReturnType<typeof makeWire>
