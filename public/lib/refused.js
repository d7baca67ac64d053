import { capital } from "./format.js"

/** A server's reason as a sentence: it may come without its capital and its full stop. */
export const asSentence = (reason) => `${capital(reason)}${/[.!?]$/.test(reason) ? "" : "."}`

/** Of a change that never reached the server it matters that it was not made: `done` says what did not happen. */
export const notDone = (error, done) => {
  if (error.code === "away") error.message = `Not ${done}: the server can't be reached. Try again.`
}

/**
 * A refusal's reasons by their fields, as sentences; of several for one field the first. `titleOf(field)` gives what the form calls a field: where it is known it
 * stands in the reason for the name that the API has for it, and the error's own message tells no more than where to look.
 */
export const byField = (error, titleOf = () => undefined) => {
  const { fields = [] } = error
  const titled = ({ field, message }) => {
    const [name, title] = [field.split(".").at(-1), titleOf(field)?.split(": ").at(-1)]
    if (title === undefined) return message
    if (/^(?:is|has) /.test(message)) return `${title} ${message}`
    return message.startsWith(`${name} `) ? `${title}${message.slice(name.length)}` : message
  }
  const titles = fields.map(({ field }) => titleOf(field)).filter((title) => title !== undefined)
  const found = Object.fromEntries(fields.toReversed().map((one) => [one.field, asSentence(titled(one))]))
  if (fields.length > 0 && titles.length === fields.length) {
    error.message = `Not saved. Look at: ${titles.join(", ")}.`
  }
  return found
}
