const decoded = (text: string): string => {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

/** The password in a URL, as it is written there and as it is meant; empty where there is none. */
export const passwordOf = (url: string): { readonly given: string; readonly meant: string } => {
  const given = URL.parse(url)?.password ?? ""
  return { given, meant: decoded(given) }
}
