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
