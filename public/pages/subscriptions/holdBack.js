import { toast } from "../../components/toast.js"
import { secondThought } from "../../lib/held.js"

const without = (held, id) => new Map([...held].filter(([, one]) => one.id !== id))

/** Takes back the change that the row with this key waits for, in all rows that wait for the same. */
export const undo = (page, key) => {
  const id = page.state.held.get(key)?.id
  if (id === undefined) return
  page.held.undo(id)
  page.state.held.get(key).away()
  page.set({ held: without(page.state.held, id) })
}

/**
 * Holds a change of the rows with these keys back for six seconds: until then rows and toast offer the way back. `send(options)`
 * then sends it.
 */
export const holdBack = (page, { keys, what, sentence, send }) => {
  const id = `${what} ${keys[0]}`
  const away = toast(sentence, { act: { label: "Undo", run: () => undo(page, keys[0]) }, stay: secondThought })
  page.set({ held: new Map([...page.state.held, ...keys.map((key) => [key, { what, id, away }])]) })
  page.held.hold(id, async (options) => {
    away()
    try {
      await send(options)
    } finally {
      page.set({ held: without(page.state.held, id) })
    }
  })
}
