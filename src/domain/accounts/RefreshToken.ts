import { Option } from "effect"
import { SessionId } from "../values/Ids.ts"

/**
 * A refresh token names its session before its secret: `<session id>.<secret>`. So a secret that was replaced long ago is known for
 * what it is, and not taken for that of nobody. Tokens from before this was so are a secret alone.
 */
export const refreshToken = (sessionId: SessionId, secret: string): string => `${sessionId}.${secret}`

/** The parts of a refresh token, of whatever was presented as one. */
export const refreshParts = (token: string): { readonly sessionId: SessionId | null; readonly secret: string } => {
  const dot = token.indexOf(".")
  const sessionId = dot < 0 ? Option.none() : SessionId.makeOption(token.slice(0, dot))
  return Option.match(sessionId, {
    onNone: () => ({ sessionId: null, secret: token }),
    onSome: (id) => ({ sessionId: id, secret: token.slice(dot + 1) })
  })
}
