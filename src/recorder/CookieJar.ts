import type { Cookies } from "effect/http"

/** What a site keeps with its visitors: as many as this, of so many characters each. */
const most = { cookies: 100, length: 4096 }

/** A name of several labels, the last of which is no number: no address, and no top-level domain. */
const isSite = /\.[a-z][a-z0-9-]*$/

interface Kept {
  readonly name: string
  readonly value: string
  readonly domain: string
  /** It goes to hosts within the domain, too. */
  readonly isWide: boolean
  readonly path: string
  readonly isSecure: boolean
}

const isWithin = (host: string, domain: string): boolean => host.endsWith(`.${domain}`)

/** The folder that a cookie is for which names none (RFC 6265, 5.1.4). */
const folderOf = (path: string): string => path.slice(0, Math.max(1, path.lastIndexOf("/")))

const isBelow = (path: string, folder: string): boolean =>
  path === folder || path.startsWith(folder.endsWith("/") ? folder : `${folder}/`)

/**
 * Cookies that a site sets while it is visited. Each goes back to the host that set it, or to hosts within the domain that it set it for,
 * which is its own and never a whole top-level domain, and nowhere else.
 */
export class CookieJar {
  #kept: ReadonlyArray<Kept> = []

  /** Takes what an answer from an address sets. */
  keep(url: URL, cookies: Cookies.Cookies): void {
    for (const { name, options = {}, valueEncoded: value } of Object.values(cookies.cookies)) {
      const asked = options.domain?.replace(/^\./, "").toLowerCase()
      const isWide = asked !== undefined && isSite.test(asked) && isWithin(`.${url.hostname}`, asked)
      const domain = isWide ? asked : url.hostname
      if (asked !== undefined && !isWide && asked !== url.hostname) continue
      if (name.length + value.length > most.length) continue
      const path = options.path?.startsWith("/") === true ? options.path : folderOf(url.pathname)
      const others = this.#kept.filter((one) => one.name !== name || one.domain !== domain || one.path !== path)
      const isGone = options.maxAge === 0 || value === ""
      this.#kept = isGone
        ? others
        : [...others, { name, value, domain, isWide, path, isSecure: options.secure === true }].slice(-most.cookies)
    }
  }

  /** What goes to an address, with what its visitor has by itself; a later value of a name stands for an earlier one. */
  header({ hostname, pathname, protocol }: URL, own: string | undefined): string | undefined {
    const pairs = new Map<string, string>()
    for (const pair of own?.split(/;\s*/) ?? []) pairs.set(pair.split("=", 1)[0] ?? "", pair)
    for (const { domain, isSecure, isWide, name, path, value } of this.#kept) {
      const isFor = hostname === domain || (isWide && isWithin(hostname, domain))
      if (isFor && isBelow(pathname, path) && (!isSecure || protocol === "https:")) pairs.set(name, `${name}=${value}`)
    }
    return pairs.size === 0 ? undefined : [...pairs.values()].join("; ")
  }
}
