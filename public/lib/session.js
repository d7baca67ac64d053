const place = "user"

/** Who signed in here last and did not sign out: `{ id, username, role }`, or null. Only the server knows whether it still holds. */
export const remembered = () => {
  try {
    const { id, role, username } = JSON.parse(localStorage.getItem(place))
    return typeof id === "number" && typeof username === "string" ? { id, role, username } : null
  } catch {
    return null
  }
}

export const remember = ({ id, role, username }) => localStorage.setItem(place, JSON.stringify({ id, role, username }))

export const forget = () => {
  localStorage.removeItem(place)
  localStorage.removeItem("until")
}

/** How long before its end a token counts as ending, in milliseconds. */
const early = 60_000

const claimsOf = (token) => {
  try {
    return JSON.parse(atob(token.split(".")[1].replaceAll("-", "+").replaceAll("_", "/"))) ?? {}
  } catch {
    return {}
  }
}

/** How long a token that has just come lives, in milliseconds, whatever this machine's clock says; undefined if it does not tell. */
export const lifeOf = (token) => {
  const { exp, iat } = claimsOf(token)
  return exp > iat ? (exp - iat) * 1000 : undefined
}

/** Remembers when a token ends; the token itself stays in its cookie, where no script sees it. All tabs know it then. */
export const keep = (token) => {
  const life = lifeOf(token)
  if (life === undefined) localStorage.removeItem("until")
  else localStorage.setItem("until", `${Date.now() + life}`)
}

const until = () => Number(localStorage.getItem("until") ?? Number.POSITIVE_INFINITY)

/** Whether the token has ended. Where nothing is known of one, it has not. */
export const isOver = () => Date.now() >= until()

/** Whether the token ends within a minute, or has. */
export const isSoonOver = () => Date.now() >= until() - early
