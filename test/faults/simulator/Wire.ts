import type { Random } from "./Random.ts"
import type { Timeline } from "./Timeline.ts"

export type Command = "start" | "stop" | "list" | "subscribe" | "other"

/**
 * What becomes of one command. `lost`: the connection dies as it is written, it never arrives. `late`: the connection dies, and the
 * command arrives later all the same. `unanswered`: it is worked, and the connection dies before the answer. `ignored`: it never
 * arrives, the connection lives on. `mute`: it is worked, its answer is lost inside the overseer. `slow`: the overseer takes
 * several seconds to get to it, what follows waits behind. `stuck`: nothing passes any more for half a
 * minute; the command arrives later all the same, also when the client gives the connection up before.
 */
export type Fate = "lost" | "late" | "unanswered" | "ignored" | "mute" | "slow" | "stuck"

/** What the network between one backend and the overseer is like at the moment. Times in milliseconds. */
export interface Weather {
  /** The longest that a message takes. */
  latency: number
  /** How many of what the overseer tells by itself come twice, and how many are overtaken by later ones. */
  doubled: number
  overtaken: number
  /** How long after its end a connection may still bring to the overseer what it had taken. */
  readonly lateness: number
  /** Fates laid on the next command of a kind. */
  readonly fates: Map<Command, Fate>
}

const reset = "the connection was reset by the peer"

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
 * One TCP connection: in order both ways; when it drops, answers are lost, and a first part of what was sent may still arrive.
 */
export const makeWire = (timeline: Timeline, random: Random, weather: Weather, dropped: (why: string) => void) => {
  const up = makeLine(timeline)
  const down = makeLine(timeline)
  let underWay: Array<() => void> = []
  /** Commands that arrive also when the connection drops. */
  const sure = new Set<() => void>()
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
    const least = underWay.findLastIndex((command) => sure.has(command)) + 1
    const arriving = underWay.slice(0, random.between(least, underWay.length))
    underWay = arriving
    let wait = 0
    for (const command of arriving) {
      wait = random.between(wait, weather.lateness)
      timeline.after(wait, () => arrive(command))
    }
    dropped(why)
  }

  const freeze = (directions: "up" | "down" | "both", ms: number): void => {
    const frozen = directions === "both" ? [up, down] : directions === "up" ? [up] : [down]
    for (const line of frozen) line.freeze()
    timeline.after(ms, () => {
      for (const line of frozen) line.thaw()
    })
  }

  return {
    isOpen: () => isOpen,
    /**
     * Takes a command to the overseer, which works on it for `takes` before it reads the next one; `work` is given whether the
     * answer finds its way.
     */
    send: (kind: Command, work: (isHeard: boolean) => void, takes = 0) => {
      if (!isOpen) return
      const fate = weather.fates.get(kind)
      weather.fates.delete(kind)
      if (fate === "ignored") return
      if (fate === "lost") return drop(reset)
      const command = () => {
        work(fate !== "mute")
        if (fate === "unanswered") drop(reset)
      }
      underWay.push(command)
      if (fate === "late" || fate === "stuck") sure.add(command)
      if (fate === "late") return drop(reset)
      if (fate === "stuck") freeze("both", 30_000)
      const worked = takes + (fate === "slow" ? random.between(2_000, 9_000) : 0)
      up.pass(random.between(1, weather.latency) + worked, () => isOpen && arrive(command))
    },
    /** Brings an answer to the client. */
    answer: (hear: () => void): void => {
      down.pass(random.between(1, weather.latency), () => isOpen && hear())
    },
    /**
     * Brings the client what the overseer tells by itself; only what says that a task began can be overtaken. What comes twice comes in
     * its turn first: the second can't arrive before what was sent ahead of the first.
     */
    tell: (hear: () => void, isBeginning: boolean): void => {
      const takes = random.between(1, weather.latency)
      const overtakenBy = isBeginning && random.chance(weather.overtaken) ? random.between(1, 1_000) : null
      const secondAfter = random.chance(weather.doubled) ? random.between(1, 500) : null
      const arrive = () => {
        if (!isOpen) return
        hear()
        if (secondAfter !== null) timeline.after(secondAfter, () => isOpen && hear())
      }
      if (overtakenBy !== null) timeline.after(takes + overtakenBy, arrive)
      else down.pass(takes, arrive)
    },
    /** Asks for a sign of life. */
    ping: (answered: () => void): void => {
      up.pass(random.between(1, weather.latency), () => {
        if (isOpen && !isCut) down.pass(random.between(1, weather.latency), () => isOpen && answered())
      })
    },
    drop,
    /** Nothing passes in these directions for `ms`. */
    freeze,
    /** The overseer is gone: nothing of this connection arrives any more. */
    cut: (): void => {
      isCut = true
      drop("the connection was closed (1006)")
    }
  }
}

export type Wire = ReturnType<typeof makeWire>
