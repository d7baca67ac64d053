import { HttpServerResponse } from "effect/http"
import type { User } from "../../domain/accounts/User.ts"
import { rfc3339 } from "../../domain/values/Time.ts"
import type { StoredAuditEntry } from "../../ports/AuditLog.ts"
import type { UsersPage } from "../../ports/Users.ts"

const userRow = (user: User) => ({
  id: user.id,
  username: user.username,
  role: user.role,
  created_at: rfc3339(user.createdAt),
  updated_at: rfc3339(user.updatedAt)
})

const auditRow = ({ at, userId, ...entry }: StoredAuditEntry) => ({ ...entry, user_id: userId, ts: rfc3339(at) })

const json = (text: string) => HttpServerResponse.text(text, { contentType: "application/json" })

/** A page of users. */
export const usersAnswer = (
  { counts, users }: UsersPage,
  told: { readonly nextCursor: string | null; readonly total: number }
) =>
  json(
    JSON.stringify({
      items: users.map(userRow),
      next_cursor: told.nextCursor,
      total: told.total,
      counts: { role: counts }
    })
  )

/** A page of the audit log. */
export const auditAnswer = (entries: ReadonlyArray<StoredAuditEntry>, nextCursor: number | null) =>
  json(JSON.stringify({ items: entries.map(auditRow), next_cursor: nextCursor }))
