import { byField } from "../lib/refused.js"

/**
 * A refusal by the field that it speaks of, as far as `titles` names it; what speaks of none stands above the buttons, as `form`. `taken` is
 * the code by which a name is refused.
 */
const refusals = (error, titles, taken) => {
  if (error.code === taken) return { username: error.message }
  const found = byField(error, (field) => titles[field])
  return Object.keys(found).length === 0 ? { form: error.message } : found
}

/** Sends the form of a dialog, which closes with the answer; a refusal stands beside its field, which gets the focus. */
export const submitting = async (page, send, { taken, titles }) => {
  page.set({ busy: "send", refused: {} })
  try {
    page.close(await send())
  } catch (error) {
    page.set({ busy: null, refused: refusals(error, titles, taken) })
    await Promise.resolve()
    page.root.querySelector('[aria-invalid="true"]')?.focus()
    throw error
  }
}
