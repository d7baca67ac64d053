import { query } from "../../lib/api.js"
import { here, rewrite } from "../../lib/router.js"

/** Lets the address bar say these values too; empty ones leave it. */
export const intoAddress = (values) =>
  rewrite(query(here(), { ...Object.fromEntries(new URLSearchParams(location.search)), ...values }))
