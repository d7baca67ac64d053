import { toast } from "../../components/toast.js"
import { query, request } from "../../lib/api.js"
import { attempt } from "../../lib/attempt.js"
import { second } from "../../lib/format.js"

const nameOf = ({ route: { params } }) => `${params.driver}/${params.username}`

/** So many recordings in the trash are known of a source. */
const most = 500

const listed = (page, narrow, signal) =>
  request("GET", query("/api/recordings", { source: nameOf(page), limit: most, ...narrow }), { signal })

/** The sessions of the source that are in the trash, with the ids by which they are restored; for admins, who put them there. */
export const readTrash = async (page, signal) => {
  if (!page.context.admin()) return
  const { recordings } = await listed(page, { trashed: true }, signal)
  const trashed = new Map(recordings.map(({ id, session }) => [session, id]))
  const isNew = JSON.stringify([...trashed]) !== JSON.stringify([...page.state.trashed])
  if (isNew) page.set({ trashed })
}

/** Makes one change of a recording; what keeps it from that is thrown as the server words it. */
const change = async (id, action) => {
  const { results } = await request("POST", "/api/recordings/bulk", { body: { ids: [id], action } })
  const [{ error }] = results
  if (error !== null) throw new Error(error)
}

const idOf = async (page, session) => {
  const { recordings } = await listed(page, { q: session })
  const found = recordings.find((one) => one.session === session)
  if (found === undefined) throw new Error("The library does not have this session yet. Try again in a minute.")
  return found.id
}

const restore = async (page, session, id) => {
  await attempt(page, `session ${session}`, () => change(id, "restore"), "restored")
  const trashed = new Map(page.state.trashed)
  trashed.delete(session)
  page.set({ trashed })
}

export const trashActions = {
  /** Puts a session into the trash, with a way back. */
  removeSession: async (page, { dataset: { session } }) => {
    const began = page.state.files.find((file) => file.session === session).started_at
    const id = await attempt(
      page,
      `session ${session}`,
      async () => {
        const found = await idOf(page, session)
        await change(found, "delete")
        return found
      },
      "deleted"
    )
    page.set({ trashed: new Map([...page.state.trashed, [session, id]]) })
    page.withdraw?.()
    page.withdraw = toast(`The session of ${second(began)} is deleted; in the trash until erased for good.`, {
      act: { label: "Undo", run: () => restore(page, session, id).catch(page.context.failed) }
    })
  },
  restoreSession: async (page, { dataset: { session } }) => {
    await restore(page, session, page.state.trashed.get(session))
    toast("The session is back from the trash.")
  }
}
