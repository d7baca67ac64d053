/** How long a change that can't be taken back waits for a second thought, in milliseconds. */
export const secondThought = 6_000

/** What brings a subscription back to the posture that it had. */
export const wayBack = { active: "resume", paused: "pause", archived: "archive" }

/**
 * Changes that are sent six seconds after they were asked for. `delay(key, send)` begins the wait, `undo(key)` drops the change,
 * `stop()` sends all that wait at once, as a page that is left does. `send({ keepalive })` may throw: `failed(error)` hears of it.
 */
export const delayedChanges = (failed) => {
  const waiting = new Map()

  const fire = (key, keepalive) => {
    const change = waiting.get(key)
    if (change === undefined) return
    waiting.delete(key)
    clearTimeout(change.timer)
    Promise.resolve(change.send({ keepalive })).catch(failed)
  }
  const flush = () => {
    for (const key of [...waiting.keys()]) fire(key, true)
  }
  addEventListener("pagehide", flush)

  return {
    delay: (key, send) => waiting.set(key, { send, timer: setTimeout(() => fire(key, false), secondThought) }),
    undo: (key) => {
      clearTimeout(waiting.get(key)?.timer)
      return waiting.delete(key)
    },
    stop: () => {
      removeEventListener("pagehide", flush)
      flush()
    }
  }
}
