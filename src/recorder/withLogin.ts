/** An address with a login in it. */
export const withLogin = (url: string, login: string | undefined): string => {
  if (login === undefined) return url
  const colon = login.indexOf(":")
  const [name, password] = colon < 0 ? [login, ""] : [login.slice(0, colon), login.slice(colon + 1)]
  return url.replace("://", `://${encodeURIComponent(name)}:${encodeURIComponent(password)}@`)
}
