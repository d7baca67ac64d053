import { Effect, Metric } from "effect"
import type { OverseerEvent } from "../../domain/supervision/OverseerEvent.ts"
import type { Instant } from "../../domain/values/Time.ts"
import type { Backlog } from "./Backlog.ts"
import type { Correlation } from "./Correlation.ts"
import * as Rarely from "./Rarely.ts"
import * as Sequences from "./Sequences.ts"
import * as Wire from "./Wire.ts"

const unreadableFrames = Metric.counter("sticky_dvr_overseer_unreadable_messages_total", {
  description: "Messages of the overseer that its protocol does not allow",
  incremental: true
})

const droppedLines = Metric.counter("sticky_dvr_overseer_dropped_lines_total", {
  description: "Lines of output dropped because they came faster than they were taken",
  incremental: true
})

/**
 * Takes in what the connections bring: news to the backlog, answers to the commands that await them. It only decodes and hands
 * on, whatever the messages hold, so that the socket is always read. What can't be read is counted, and never shown: messages
 * carry cookies.
 */
export const make = (backlog: Backlog) => {
  const sequences = Sequences.make()
  const unreadable = Rarely.make((times, type) =>
    Effect.logWarning(`${times} messages of the overseer could not be read; the last: ${type}`)
  )
  const dropped = Rarely.make((times) =>
    Effect.logWarning(`${times} lines of output were dropped: they came faster than they were taken`)
  )

  const hearEvent = (connection: number, event: OverseerEvent, heardAt: Instant) => {
    const { taskId } = event
    if (event._tag === "output" && event.seq !== null) {
      const heard = sequences.hear(taskId, event.seq, heardAt)
      if (!heard.fresh) return
      if (heard.missed > 0) backlog.miss(taskId, heard.missed)
    }
    if (event._tag === "exited") {
      const missed = sequences.close(taskId)
      if (missed > 0) backlog.miss(taskId, missed)
    }
    backlog.offer({ _tag: "event", connection, event, heardAt })
  }

  return (connection: number, correlation: Correlation) => (messages: ReadonlyArray<string>, heardAt: Instant) =>
    Effect.suspend(() => {
      let odd = 0
      for (const message of messages) {
        const frame = Wire.read(message, heardAt)
        if (frame._tag === "unreadable") {
          odd++
          unreadable.note(frame.type)
        } else if (frame._tag === "event") hearEvent(connection, frame.event, heardAt)
        // What nobody asked for is news: it offers something else.
        else if (frame._tag === "actions" && frame.id === "") {
          backlog.offer({ _tag: "offer", connection, offer: frame.offer })
        }
        correlation.hear(frame)
      }
      const lines = backlog.takeDropped()
      if (odd === 0 && lines === 0) return Effect.void
      dropped.note("", lines)
      return Effect.all(
        [
          Metric.update(unreadableFrames, odd),
          Metric.update(droppedLines, lines),
          unreadable.voice(heardAt),
          dropped.voice(heardAt)
        ],
        { discard: true }
      )
    })
}
