let down = false

const held = (now) => () => {
  down = now
}
globalThis.addEventListener?.("pointerdown", held(true), true)
globalThis.addEventListener?.("pointerup", held(false), true)
globalThis.addEventListener?.("pointercancel", held(false), true)

/** Waits until no pointer is down: what moves under one between its press and its release is never clicked. */
export const released = () =>
  down
    ? new Promise((resolve) => {
        for (const kind of ["pointerup", "pointercancel"])
          addEventListener(kind, () => setTimeout(resolve), { capture: true, once: true })
      })
    : Promise.resolve()
