import type { Command, Message, ModelOverseer } from "./ModelOverseer.ts"
import type { Random } from "./Random.ts"
import type { Timeline } from "./Timeline.ts"

export interface WireSetting {
  /** Milliseconds that a message takes. */
  readonly latency: () => number
  /** How long after its end a connection may still deliver what the overseer's side had not read. */
  readonly lateness: number
  /** Of what was under way when it dropped, only starts may arrive. */
  readonly startsOnly: boolean
}

/** One TCP connection: in order both ways; when it drops, answers are lost, and a first part of what was sent may still arrive. */
export const makeWire = (
  id: number,
  timeline: Timeline,
  random: Random,
  setting: WireSetting,
  overseer: ModelOverseer,
  hear: (message: Message) => void
) => {
  let [open, cut] = [true, false]
  let [up, down] = [0, 0]
  let underWay: Array<Command> = []
  const stats = { late: 0, lost: 0 }

  const arrive = (command: Command) => {
    if (!underWay.includes(command)) return
    underWay = underWay.filter((other) => other !== command)
    if (!cut) overseer.handle(id, command)
  }

  return {
    id,
    stats,
    isOpen: () => open,
    /** From the backend to the overseer. Nothing tells whether it arrives. */
    send: (command: Command): void => {
      if (!open) return
      up = Math.max(up, timeline.now() + setting.latency())
      underWay.push(command)
      timeline.after(up - timeline.now(), () => open && arrive(command))
    },
    /** From the overseer to the backend. */
    tell: (message: Message): void => {
      down = Math.max(down, timeline.now() + setting.latency())
      timeline.after(down - timeline.now(), () => open && hear(message))
    },
    drop: (): void => {
      if (!open) return
      open = false
      overseer.closed(id)
      const sent = setting.startsOnly ? underWay.filter((command) => command._tag === "start") : underWay
      const arriving = sent.slice(0, random.between(0, sent.length))
      stats.late += arriving.length
      stats.lost += underWay.length - arriving.length
      underWay = arriving
      let wait = 0
      for (const command of arriving) {
        wait = random.between(wait, setting.lateness)
        timeline.after(wait, () => arrive(command))
      }
    },
    /** The overseer is gone: nothing of this connection arrives any more. */
    cut: (): void => {
      cut = true
    }
  }
}

export type Wire = ReturnType<typeof makeWire>
