import type { StatusReport } from "../../app/lists/StatusReport.ts"
import type { Role } from "../../domain/accounts/User.ts"

/** What somebody of this role is told: where things are on the server is for admins alone. */
export const explainedTo =
  (role: Role) =>
  <A extends StatusReport>(view: A): A =>
    role === "admin" || view.forMembers === null ? view : { ...view, ...view.forMembers }
