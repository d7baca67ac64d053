import { toast } from "../../components/toast.js"
import { secondThought } from "../../lib/delayed.js"

const without = (delayed, id) => new Map([...delayed].filter(([, one]) => one.id !== id))

/** Takes back the change that the row with this key waits for, in all rows that wait for the same. */
export const undo = (page, key) => {
  const id = page.state.delayed.get(key)?.id
  if (id === undefined) return
  page.delayed.undo(id)
  page.state.delayed.get(key).away()
  page.set({ delayed: without(page.state.delayed, id) })
}

/**
 * Holds a change of the rows with these keys back for six seconds: until then rows and toast offer the way back. `send(options)`
 * then sends it.
 */
export const delayChange = (page, { keys, what, sentence, send }) => {
  const id = `${what} ${keys[0]}`
  const away = toast(sentence, { act: { label: "Undo", run: () => undo(page, keys[0]) }, stay: secondThought })
  page.set({ delayed: new Map([...page.state.delayed, ...keys.map((key) => [key, { what, id, away }])]) })
  page.delayed.delay(id, async (options) => {
    away()
    try {
      await send(options)
    } finally {
      page.set({ delayed: without(page.state.delayed, id) })
    }
  })
}
