import { Effect } from "effect"
import type { Client, Message } from "./Client.ts"

const isMessage = (value: unknown): value is Message => typeof value === "object" && value !== null

/** All rows of `list`. */
export const rows = (ask: Client["ask"], more: object = {}) =>
  Effect.map(
    ask({ type: "list", ...more }),
    ({ tasks }): ReadonlyArray<Message> => (Array.isArray(tasks) ? tasks.filter(isMessage) : [])
  )

/** The row of a task, if it is listed. */
export const row = (ask: Client["ask"], taskId: string) =>
  Effect.map(rows(ask), (all) => all.find((one) => one["task_id"] === taskId))

/** A part of a message that is an object. */
export const part = (message: Message, key: string): Message => {
  const value = message[key]
  return isMessage(value) ? value : {}
}
