import { Effect, HashMap, Layer, Option } from "effect"
import type { Session } from "../../domain/accounts/Session.ts"
import { SessionId } from "../../domain/values/Ids.ts"
import { Sessions } from "../../ports/Sessions.ts"
import { Database, type Written } from "./Database.ts"
import { storable } from "./storable.ts"
import type { Tables } from "./Tables.ts"

/** The tables without the sessions that `ends` picks; the answer is their number. */
const without = (tables: Tables, ends: (session: Session) => boolean): Written<number> => {
  const ended = HashMap.toValues(tables.sessions).filter(ends)
  return {
    answer: ended.length,
    tables: {
      ...tables,
      sessions: HashMap.removeMany(
        tables.sessions,
        ended.map(({ id }) => id)
      )
    },
    notices: ended.length === 0 ? [] : [{ _tag: "users", ids: [...new Set(ended.map(({ userId }) => userId))] }]
  }
}

const text = (value: string | null) => (value === null ? null : storable(value))

const renewedAt = ({ createdAt, rotatedAt }: Session) => rotatedAt ?? createdAt

const byHash = (tables: Tables, hash: string): Session | undefined => {
  let previous: Session | undefined
  for (const session of HashMap.values(tables.sessions)) {
    if (session.tokenHash === hash) return session
    if (session.previousHash === hash) previous = session
  }
  return previous
}

export const layer = Layer.effect(
  Sessions,
  Effect.map(Database, ({ read, write }) =>
    Sessions.of({
      create: (given) =>
        write((tables) => {
          if (!HashMap.has(tables.users, given.userId)) throw new Error(`there is no user ${given.userId}`)
          const lastId = tables.lastId + 1
          const id = SessionId.make(`00000000-0000-4000-8000-${lastId.toString(16).padStart(12, "0")}`)
          const session: Session = {
            ...given,
            id,
            previousHash: null,
            rotatedAt: null,
            userAgent: text(given.userAgent),
            address: text(given.address)
          }
          return {
            answer: session,
            tables: { ...tables, lastId, sessions: HashMap.set(tables.sessions, id, session) },
            notices: [{ _tag: "users", ids: [given.userId] }]
          }
        }),
      find: (id) => read((tables) => HashMap.get(tables.sessions, id)),
      findByHash: (hash) => read((tables) => Option.fromUndefinedOr(byHash(tables, hash))),
      rotate: (id, { at, expiresAt, from, to }) =>
        write((tables) => {
          const session = Option.getOrUndefined(HashMap.get(tables.sessions, id))
          if (session === undefined || session.tokenHash !== from) return { answer: false, tables, notices: [] }
          const rotated: Session = { ...session, tokenHash: to, previousHash: from, rotatedAt: at, expiresAt }
          return {
            answer: true,
            tables: { ...tables, sessions: HashMap.set(tables.sessions, id, rotated) },
            notices: [{ _tag: "users", ids: [session.userId] }]
          }
        }),
      remove: (id) =>
        Effect.map(
          write((tables) => without(tables, (session) => session.id === id)),
          (ended) => ended > 0
        ),
      removeOfUser: (userId, except) =>
        write((tables) => without(tables, (session) => session.userId === userId && session.id !== except)),
      removeBeyond: (userId, most, spared) =>
        write((tables) => {
          const ended = HashMap.toValues(tables.sessions)
            .filter((session) => session.userId === userId && session.id !== spared)
            .sort((a, b) => renewedAt(b) - renewedAt(a) || (a.id < b.id ? 1 : -1))
            .slice(most - 1)
          return without(tables, (session) => ended.includes(session))
        }),
      listOfUser: (userId, now) =>
        read((tables) =>
          HashMap.toValues(tables.sessions)
            .filter((session) => session.userId === userId && session.expiresAt > now)
            .sort((a, b) => b.createdAt - a.createdAt || (a.id < b.id ? 1 : -1))
        ),
      removeExpired: (now) => write((tables) => without(tables, (session) => session.expiresAt <= now))
    })
  )
)
