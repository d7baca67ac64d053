import type { SchemaAST, SchemaIssue } from "effect"
import { type Origin, wanted } from "./wanted.ts"

interface Place {
  readonly path: ReadonlyArray<PropertyKey>
  /** What is wanted there. */
  readonly of: SchemaAST.AST | undefined
}

export interface Explained {
  readonly path: ReadonlyArray<PropertyKey>
  readonly message: string
}

/** How many of a request's own fields a branch does not know, and how much it finds wrong in all. */
const misfit = (issue: SchemaIssue.Issue): readonly [unknown: number, all: number] => {
  switch (issue._tag) {
    case "UnexpectedKey":
      return [1, 1]
    case "Composite":
    case "AnyOf":
      return issue.issues.map(misfit).reduce<readonly [number, number]>(([a, b], [c, d]) => [a + c, b + d], [0, 0])
    case "Pointer":
    case "Filter":
    case "Encoding":
      return misfit(issue.issue)
    default:
      return [0, 1]
  }
}

/** Whether nothing was given of what is wanted. */
const isEmpty = (issue: SchemaIssue.Issue): boolean =>
  issue._tag === "Composite"
    ? issue.issues.every(isEmpty)
    : issue._tag === "MissingKey" || (issue._tag === "Pointer" && isEmpty(issue.issue))

/** The form that was meant, of several: the one that knows most of what was given. None when that can't be told. */
const meant = (issues: ReadonlyArray<SchemaIssue.Issue>): SchemaIssue.Issue | undefined => {
  if (issues.length > 1 && issues.every(isEmpty)) return undefined
  return issues
    .filter(({ _tag }) => _tag !== "InvalidType")
    .map((issue) => ({ issue, misfit: misfit(issue) }))
    .sort((a, b) => a.misfit[0] - b.misfit[0] || a.misfit[1] - b.misfit[1])[0]?.issue
}

/** Whether this is all that came, before any part of it was asked for. */
const isWhole = ({ of, path }: Place): boolean => of === undefined && path.length === 0

const messageIn = (annotations: { readonly message?: unknown } | undefined): string | undefined =>
  typeof annotations?.message === "string" ? annotations.message : undefined

/** What is wrong with a request, field by field, in words for whoever sent it. */
export const explain = (issue: SchemaIssue.Issue, origin: Origin): ReadonlyArray<Explained> => {
  const say = ({ path }: Place, message: string) => [{ path, message }]

  const asked = ({ of }: Place, ast?: SchemaAST.AST): string => {
    const wish = of ?? ast
    if (wish !== undefined) return wanted(wish, origin)
    return origin === "body" ? "is no well-formed JSON" : "can't be read"
  }

  /** The place with what this node wants; of several nested ones an address keeps the outermost that says anything. */
  const at = ({ of, path }: Place, ast: SchemaAST.AST): Place => {
    const isKept = origin === "address" && of !== undefined && of._tag !== "Declaration"
    return { path, of: isKept ? of : ast }
  }

  const told = (one: SchemaIssue.Issue, place: Place): ReadonlyArray<Explained> => {
    switch (one._tag) {
      case "Pointer":
        return told(one.issue, { path: [...place.path, ...one.path], of: undefined })
      case "Encoding":
        return told(one.issue, at(place, one.ast))
      case "Composite":
        return one.issues.flatMap((each) => told(each, at(place, one.ast)))
      case "AnyOf": {
        const form = meant(one.issues)
        return form === undefined ? say(place, asked(at(place, one.ast))) : told(form, place)
      }
      case "Filter": {
        const message = messageIn(one.filter.annotations)
        if (message !== undefined) return say(place, message)
        return one.issue._tag === "InvalidValue"
          ? say(place, messageIn(one.issue.annotations) ?? asked(place))
          : told(one.issue, place)
      }
      case "InvalidValue":
      case "Forbidden":
        // Where nothing was wanted yet, what came could not even be read.
        return say(place, (isWhole(place) ? undefined : messageIn(one.annotations)) ?? asked(place))
      case "InvalidType":
        // All that an address carries is text; what is none was given several times.
        return origin === "address" && one.ast._tag === "String"
          ? say(place, "is given once, not several times")
          : say(place, asked(at(place, one.ast)))
      case "OneOf":
        return say(place, asked(place, one.ast))
      case "MissingKey":
        return say(place, "is missing")
      case "UnexpectedKey":
        return say(place, "is not known here")
    }
  }

  return told(issue, { path: [], of: undefined })
}

/** What is wrong with one value that a file, a variable or somebody at a terminal gave, in the words of its schema. */
export const problemOf = (issue: SchemaIssue.Issue): string => explain(issue, "body")[0]?.message ?? "it can't be read"
