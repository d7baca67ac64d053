/**
 * How many more subscriptions somebody may add for a user who has so many, where a user may have `limit`; 0 sets no limit, and
 * admins are not limited.
 */
export const allowance = (by: { readonly role: "admin" | "user" }, limit: number, held: number): number =>
  by.role === "admin" || limit === 0 ? Number.POSITIVE_INFINITY : Math.max(0, limit - held)
