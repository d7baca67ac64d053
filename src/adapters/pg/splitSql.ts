/** A statement of a SQL file and the line that it begins on. */
export interface SqlStatement {
  readonly text: string
  readonly line: number
}

const dollarTag = /\$(?:[A-Za-z_\u0080-\uFFFF][\w\u0080-\uFFFF]*)?\$/y
const word = /[A-Za-z_\u0080-\uFFFF][\w$\u0080-\uFFFF]*/y

/** Where the quoted text that begins at `start` ends; a doubled quote belongs to it, and so does what a backslash escapes. */
const endOfQuoted = (sql: string, start: number, escapes: boolean): number => {
  const quote = sql.charAt(start)
  for (let i = start + 1; i < sql.length; i++) {
    const c = sql.charAt(i)
    if (escapes && c === "\\") i++
    else if (c === quote) {
      if (sql.charAt(i + 1) !== quote) return i + 1
      i++
    }
  }
  return sql.length
}

/** Where the comment that begins at `start` ends; PostgreSQL's block comments nest. */
const endOfBlockComment = (sql: string, start: number): number => {
  let depth = 0
  for (let i = start; i < sql.length; i++) {
    const pair = sql.slice(i, i + 2)
    if (pair === "/*") depth++
    if (pair === "*/") depth--
    if (pair === "/*" || pair === "*/") i++
    if (depth === 0) return i + 1
  }
  return sql.length
}

const match = (pattern: RegExp, sql: string, at: number): string | undefined => {
  pattern.lastIndex = at
  return pattern.exec(sql)?.[0]
}

const after = (sql: string, ending: string, from: number): number => {
  const at = sql.indexOf(ending, from)
  return at < 0 ? sql.length : at + ending.length
}

/** Where the piece of SQL that begins at `at` ends, and whether it says anything: blanks and comments don't. */
const piece = (sql: string, at: number): { readonly end: number; readonly says: boolean } => {
  const c = sql.charAt(at)
  if (/\s/.test(c)) return { end: at + 1, says: false }
  if (sql.startsWith("--", at)) return { end: after(sql, "\n", at), says: false }
  if (sql.startsWith("/*", at)) return { end: endOfBlockComment(sql, at), says: false }
  if (c === "'" || c === '"') return { end: endOfQuoted(sql, at, false), says: true }
  if ((c === "e" || c === "E") && sql.charAt(at + 1) === "'") return { end: endOfQuoted(sql, at + 1, true), says: true }
  const tag = match(dollarTag, sql, at)
  if (tag !== undefined) return { end: after(sql, tag, at + tag.length), says: true }
  return { end: at + (match(word, sql, at)?.length ?? 1), says: true }
}

/**
 * The statements of a SQL file, without what precedes them: a server takes one at a time. Semicolons within quotes, comments and
 * dollar-quoted bodies do not end one; bodies in the SQL standard's BEGIN ATOMIC form are not understood.
 */
export const splitSql = (sql: string): ReadonlyArray<SqlStatement> => {
  const statements: Array<SqlStatement> = []
  let start: number | null = null
  let line = 1
  let counted = 0
  const finish = (end: number) => {
    if (start === null) return
    line += sql.slice(counted, start).split("\n").length - 1
    counted = start
    statements.push({ text: sql.slice(start, end).trimEnd(), line })
    start = null
  }
  for (let at = 0; at < sql.length; ) {
    const { end, says } = piece(sql, at)
    if (sql.charAt(at) === ";") finish(at)
    else if (says) start ??= at
    at = end
  }
  finish(sql.length)
  return statements
}
