/** What stands before every path of this site in the address bar: nothing, or `/dvr` where a proxy has it there. */
export const base = new URL(globalThis.document?.baseURI ?? "http://localhost/").pathname.slice(0, -1)

/** The address of a path of this site; any other text as it is. */
export const addressOf = (path) => (path.startsWith("/") ? base + path : path)

/** The path of this site that is shown. */
export const here = () => location.pathname.slice(base.length)

/** Lets the address bar say another path, for what is shown already. */
export const rewrite = (path) => history.replaceState(null, "", addressOf(path))

/** The path with every part encoded, so that no name becomes another route. */
export const path = (...parts) => `/${parts.map(encodeURIComponent).join("/")}`

const decode = (part) => {
  try {
    return decodeURIComponent(part)
  } catch {
    return undefined
  }
}

/**
 * The first route whose pattern fits the path, with its named parts decoded; undefined when none does. Patterns are like
 * `/source/:driver/:username`; a part that is not valid percent-encoding fits nothing; a closing slash makes no difference.
 */
export const match = (routes, pathname) => {
  const parts = pathname.split("/").filter((part) => part !== "")
  for (const route of routes) {
    const wanted = route.path.split("/").filter((part) => part !== "")
    if (wanted.length !== parts.length) continue
    const params = {}
    const fits = wanted.every((name, i) => {
      const part = decode(parts[i])
      if (part === undefined) return false
      if (!name.startsWith(":")) return name === part
      params[name.slice(1)] = part
      return true
    })
    if (fits) return { route, params }
  }
  return undefined
}

/** A place of this site to go to after signing in, or `/`: never another site, never the sign-in page itself. */
export const safeReturn = (to) =>
  typeof to === "string" && /^\/(?![/\\])/.test(to) && !/[\\\p{Cc}]/u.test(to) && !to.startsWith("/login") ? to : "/"
