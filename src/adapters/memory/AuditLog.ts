import { Effect, Layer } from "effect"
import { AuditLog } from "../../ports/AuditLog.ts"
import { Database } from "./Database.ts"
import { storable } from "./storable.ts"

export const layer = Layer.effect(
  AuditLog,
  Effect.map(Database, ({ read, write }) =>
    AuditLog.of({
      append: (entries) =>
        write((tables) => ({
          answer: undefined,
          tables: {
            ...tables,
            lastId: tables.lastId + entries.length,
            audit: [
              ...tables.audit,
              ...entries.map((entry, index) => ({
                ...entry,
                id: tables.lastId + 1 + index,
                actor: storable(entry.actor),
                subject: storable(entry.subject),
                detail: storable(entry.detail)
              }))
            ]
          },
          notices: []
        })),
      list: ({ before, kind, limit, search }) =>
        read((tables) => {
          const words = search === null ? null : storable(search).toLowerCase()
          return tables.audit
            .filter((entry) => before === null || entry.id < before)
            .filter(({ action }) => kind === undefined || action.startsWith(`${kind}.`))
            .filter(
              ({ action, actor, detail, subject }) =>
                words === null || [actor, action, subject, detail].some((text) => text.toLowerCase().includes(words))
            )
            .reverse()
            .slice(0, limit)
        })
    })
  )
)
