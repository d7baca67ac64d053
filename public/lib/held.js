/** How long a change that can't be taken back waits for a second thought, in milliseconds. */
export const secondThought = 6_000

/**
 * Holds changes back for six seconds each. `hold(key, send)` begins the wait, `undo(key)` drops the change, `flush()` sends all
 * that wait at once, for a page that is left. `send({ keepalive })` may throw: `failed(error)` hears of it.
 */
export const holding = (failed) => {
  const waiting = new Map()

  const fire = (key, keepalive) => {
    const held = waiting.get(key)
    if (held === undefined) return
    waiting.delete(key)
    clearTimeout(held.timer)
    Promise.resolve(held.send({ keepalive })).catch(failed)
  }
  const flush = () => {
    for (const key of [...waiting.keys()]) fire(key, true)
  }
  addEventListener("pagehide", flush)

  return {
    hold: (key, send) => waiting.set(key, { send, timer: setTimeout(() => fire(key, false), secondThought) }),
    undo: (key) => {
      clearTimeout(waiting.get(key)?.timer)
      return waiting.delete(key)
    },
    has: (key) => waiting.has(key),
    stop: () => {
      removeEventListener("pagehide", flush)
      flush()
    }
  }
}
