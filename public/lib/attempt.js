import { notDone } from "./refused.js"

/**
 * Makes the change that the control named `key` asks for. Meanwhile `state.busy` is that name; a refusal stands in
 * `state.trouble`, as `{ key, message }`, until the next attempt, and is thrown on, to be told aloud as well. `done` is what the
 * change would have done, for a server that can't be reached.
 */
export const attempt = async (page, key, change, done = "done") => {
  page.set({ busy: key, trouble: null })
  try {
    return await change()
  } catch (error) {
    notDone(error, done)
    page.set({ trouble: { key, message: error.message } })
    throw error
  } finally {
    page.set({ busy: null })
  }
}
