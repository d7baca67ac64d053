import { base } from "./router.js"

// Two installations may share an origin, each below a path of its own.
const place = `${base}user`
const end = `${base}until`

/** Who signed in here last and did not sign out: `{ id, username, role }`, or null. Only the server knows whether it still holds. */
const remembered = () => {
  try {
    const { id, role, username } = JSON.parse(localStorage.getItem(place))
    return typeof id === "number" && typeof username === "string" ? { id, role, username } : null
  } catch {
    return null
  }
}

export const remember = ({ id, role, username }) => localStorage.setItem(place, JSON.stringify({ id, role, username }))

const forget = () => {
  localStorage.removeItem(place)
  localStorage.removeItem(end)
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
  if (life === undefined) localStorage.removeItem(end)
  else localStorage.setItem(end, `${Date.now() + life}`)
}

const until = () => Number(localStorage.getItem(end) ?? Number.POSITIVE_INFINITY)

/** Whether the token has ended. Where nothing is known of one, it has not. */
export const isOver = () => Date.now() >= until()

/** Whether the token ends within a minute, or has. */
export const isSoonOver = () => Date.now() >= until() - early

const isSame = (a, b) => a !== null && a.id === b.id && a.role === b.role && a.username === b.username

/**
 * Who is signed in here: whoever was remembered, until the server says otherwise. `request` asks it; `changed(who)` hears of each
 * other one, null for nobody.
 */
export const sessionOf = ({ request, changed }) => {
  let user = remembered()
  let thumbnails = false
  let oneFile = false

  const become = (who) => {
    user = who
    if (who === null) forget()
    else remember(who)
    changed(who)
  }
  become(user)

  return {
    become,
    user: () => user,
    admin: () => user?.role === "admin",
    /** Whether there are pictures of sources at `/thumbnails/{driver}/{username}`. */
    thumbnails: () => thumbnails,
    /** Whether recordings can be saved as one file. */
    oneFile: () => oneFile,
    /** Asks who is asking, beside what else goes on; gives whether that is another than was remembered. */
    recognize: async () => {
      const before = user
      const { thumbnails: pictures, one_file: whole, ...who } = await request("GET", "/api/me")
      thumbnails = pictures
      oneFile = whole
      if (user !== before || isSame(user, who)) return false
      become(who)
      return true
    }
  }
}
