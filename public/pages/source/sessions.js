import { lengthOf, sum } from "./files.js"

/** The recorded files by session, in the order in which they are listed: `{ session, files, from, to, grows, bytes }`, moments in milliseconds. */
export const sessionsOf = (files) => {
  const all = Map.groupBy(files, ({ session }) => session)
  return [...all].map(([session, these]) => {
    const from = Math.min(...these.map(({ started_at }) => Date.parse(started_at)))
    const to = Math.max(...these.map(({ duration, started_at }) => Date.parse(started_at) + duration * 1000))
    return {
      session,
      files: these,
      from,
      to,
      grows: these.some(({ status }) => status === "open"),
      length: lengthOf(these),
      bytes: sum(these, "bytes")
    }
  })
}

const playable = (files) => sessionsOf(files ?? []).filter(({ session }) => session !== "")

/** What is watched unless something else is asked for: what is being recorded, else the newest. */
export const newestOf = (files) => {
  const all = playable(files)
  return all.find(({ grows }) => grows) ?? all[0]
}

/** Whether a session's pictures have an address: only plain names have one. */
export const hasPictures = (session) => /^[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}$/.test(session) && !session.includes("..")

export const sessionNamed = (files, name) => playable(files).find(({ session }) => session === name)

/** The session that has this moment, or the one that comes next after it. */
export const sessionAt = (files, moment) =>
  playable(files)
    .filter(({ grows, to }) => grows || to >= moment)
    .sort((a, b) => a.from - b.from)[0]

/** The session that was begun next after another. */
export const followingOf = (files, name) => {
  const all = playable(files).sort((a, b) => a.from - b.from)
  return all[all.findIndex(({ session }) => session === name) + 1]
}
