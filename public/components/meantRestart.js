import { confirmed } from "./dialog.js"

/**
 * Asks before `many` recorders are replaced, and says what that does; `whose` names them. Gives whether it is meant: of a single one
 * it always is.
 */
export const meantRestart = async (context, many, whose) =>
  many === 1 ||
  (await confirmed(context, {
    title: `Restart ${whose}?`,
    text: "Each ends its recording and begins another one with today's settings, some at a time. What is on air during those seconds is missed.",
    verb: `Restart ${whose}`
  })) === true
