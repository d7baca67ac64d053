import { isAdmin } from "../subscriptions/Access.ts"
import type { LibraryEntry } from "./LibraryEntry.ts"

/** What people do with recordings. `delete` puts into the trash, `restore` takes out of it. */
export const libraryActions = ["keep", "unkeep", "seen", "unseen", "delete", "restore"] as const
export type LibraryAction = (typeof libraryActions)[number]

/** How it went: `open` is still being recorded, `kept` is kept from the trash. */
export const libraryOutcomes = ["done", "unchanged", "not_found", "open", "kept", "forbidden"] as const
export type LibraryOutcome = (typeof libraryOutcomes)[number]

type Asking = Parameters<typeof isAdmin>[0]

type Known = Pick<LibraryEntry, "endedAt" | "keptAt" | "keptBy" | "trashedAt"> & { readonly isSeen: boolean }

/** What becomes of a recording that the caller may see, if they ask for this. */
export const outcomeOf = (action: LibraryAction, entry: Known, by: Asking): LibraryOutcome => {
  switch (action) {
    case "keep":
      // To keep takes out of the trash, as to restore does.
      if (entry.trashedAt !== null && !isAdmin(by)) return "forbidden"
      return entry.keptAt === null ? "done" : "unchanged"
    case "unkeep":
      if (entry.keptAt === null) return "unchanged"
      return isAdmin(by) || entry.keptBy === by.userId ? "done" : "forbidden"
    case "seen":
      return entry.isSeen ? "unchanged" : "done"
    case "unseen":
      return entry.isSeen ? "done" : "unchanged"
    case "delete":
      if (!isAdmin(by)) return "forbidden"
      if (entry.trashedAt !== null) return "unchanged"
      if (entry.keptAt !== null) return "kept"
      return entry.endedAt === null ? "open" : "done"
    case "restore":
      if (!isAdmin(by)) return "forbidden"
      return entry.trashedAt === null ? "unchanged" : "done"
  }
}

const forbiddenWords = (action: LibraryAction): string => {
  if (action === "keep") return "It is in the trash. Ask an admin to restore it."
  if (action === "unkeep") return "Only who keeps a recording, or an admin, may let go of it."
  return "Only admins may do this."
}

/** Why it went so, in a sentence that says what to do; null where there is nothing to say. */
export const outcomeWords = (outcome: LibraryOutcome, action: LibraryAction): string | null => {
  switch (outcome) {
    case "done":
    case "unchanged":
      return null
    case "not_found":
      return "There is no such recording, or it is not yours to see."
    case "open":
      return "It is still being recorded. Pause the source, and delete it once it has ended."
    case "kept":
      return "It is kept. Take the star off first."
    case "forbidden":
      return forbiddenWords(action)
  }
}
