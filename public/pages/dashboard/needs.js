import { query } from "../../lib/api.js"
import { capital, count } from "../../lib/format.js"
import { path } from "../../lib/router.js"
import { disk, room, storage } from "./room.js"
import { isAway } from "./signs.js"

const nameOf = (one) => `${one.driver}/${one.username}`
const hrefOf = (one) => path("source", one.driver, one.username)

/** So many of one kind are told one by one; the others together. */
const toldSingly = 5

const these = (n) => (n === 1 ? "it" : "them")

const around = ({ admin, diagnostics, health, items }) => {
  const silent = items.find(({ status }) => status === "unknown")
  const found = []
  if (silent !== undefined || health?.overseer === false || diagnostics?.overseer.connected === false) {
    const since = diagnostics === null || diagnostics.overseer.connected ? "" : ` since ${diagnostics.link_since}`
    const error = diagnostics?.overseer.error ?? null
    // Diagnostics say more than the rows do.
    const told = error ?? (silent?.cause.fault == null ? "the overseer can't be reached" : silent.error_message)
    found.push({
      key: "link",
      status: "unknown",
      text: `${capital(told)}${since}. Nothing is started or stopped meanwhile; what it runs goes on unless it ended as well. It is dialled again by itself.`,
      go: admin
        ? { to: "/admin/diagnostics", label: "Diagnostics" }
        : { to: "/subscriptions?status=unknown", label: "Show what is known" }
    })
  }
  if (health?.database === false) {
    found.push({
      key: "database",
      text: `The database can't be reached${health.databaseError === null ? "" : `, ${health.databaseError}`}: recording goes on, but changes are refused until it is back.`,
      go: admin ? { to: "/admin/diagnostics", label: "Diagnostics" } : undefined
    })
  }
  return found
}

const neighbours = ({ diagnostics }) =>
  ["converter", "thumbnailer"].flatMap((name) => {
    if (diagnostics === null || !isAway(diagnostics[name])) return []
    const { error } = diagnostics[name]
    return {
      key: name,
      text: `The ${name} can't be reached${error === null ? "" : `: ${error}`}. Recording goes on without it.`,
      go: { to: "/admin/diagnostics", label: "Diagnostics" }
    }
  })

const queue = ({ admin, counts, diagnostics, wanted }) => {
  const queued = counts.queued ?? 0
  if (queued === 0) return []
  const slots = diagnostics?.overseer.pool?.limit ?? 0
  return {
    key: "queue",
    status: "queued",
    text: `${count(queued, admin ? "source" : "of your sources", admin ? "sources" : "of your sources")} ${queued === 1 ? "waits" : "wait"} for a slot${slots > 0 ? `: ${wanted} are wanted, the overseer has ${count(slots, "slot")}` : " at the overseer"}. The next one that ends makes room.`,
    go: { to: "/subscriptions?status=queued", label: "Show the queue" }
  }
}

const resetAll = (label, said, filter) => ({
  label,
  said,
  method: "POST",
  route: "/api/subscriptions/bulk",
  body: { action: "reset", filter }
})

const namesOf = (group) =>
  group.length <= 3
    ? group.map(nameOf).join(", ")
    : `${group.slice(0, 3).map(nameOf).join(", ")} and ${count(group.length - 3, "more", "more")}`

/** What holds every source alike, and by what the need that tells of it all is known. */
const forAll = { disk: "disk", unwritable: "storage" }

/** Those held for one cause are one matter. */
const held = ({ items, told }) => {
  const groups = Map.groupBy(
    items.filter(({ status }) => status === "held"),
    ({ cause, driver }) => (cause.kind === "driver" ? `driver ${driver}` : (forAll[cause.kind] ?? cause.kind))
  )
  return [...groups].flatMap(([key, group]) => {
    const [{ cause, driver, reason }] = group
    const isDriver = cause.kind === "driver"
    if (told.has(key)) return []
    return {
      key: `held ${isDriver ? driver : key}`,
      status: "held",
      name: isDriver ? driver : undefined,
      text: `${reason} ${count(group.length, "source")} ${group.length === 1 ? "is" : "are"} held: ${namesOf(group)}.`,
      ...(isDriver
        ? { mend: resetAll("Try now", `${driver} is tried again.`, { q: `${driver}/`, status: ["held"] }) }
        : { go: { to: "/subscriptions?status=held", label: `Show ${these(group.length)}` } })
    }
  })
}

const single = (one, more) => ({
  key: nameOf(one),
  status: one.status,
  name: nameOf(one),
  href: hrefOf(one),
  text: one.reason,
  ...more
})

const stalled = ({ admin, items }) =>
  items
    .filter(({ status }) => status === "stalled")
    .map((one) =>
      single(
        one,
        admin
          ? {
              mend: {
                label: "Restart",
                said: `${nameOf(one)} is being restarted.`,
                method: "POST",
                route: path("api", "sources", one.driver, one.username, "restart")
              }
            }
          : { go: { to: hrefOf(one), label: "Show why" } }
      )
    )

/** Each site that refuses us needs something of its own. */
const refused = ({ items }) =>
  items
    .filter(({ status }) => status === "refused")
    .map((one) => single(one, { go: { to: hrefOf(one), label: "Show it" } }))

/** A recorder that does not end is ended by hand, on its machine. */
const unending = ({ items }) =>
  items
    .filter(({ cause, status }) => status === "stopping" && cause.needs === "somebody")
    .map((one) => single(one, { go: { to: hrefOf(one), label: "Show it" } }))

/** Whose subscription an error is reset through: one's own, or one that wants the source. */
const wisher = ({ subscribers = [], user_id }) =>
  user_id ?? (subscribers.find(({ posture }) => posture === "active") ?? subscribers[0])?.user_id

/** What is the same of all that fail for one cause: neither when, nor how often, nor the line that one of them lacks. */
const causeOf = ({ cause: { needs, since, tries, until, within, ...cause } }) =>
  cause.kind === "no_channel" ? cause.kind : JSON.stringify(cause)

/** How often recorders of each failed, as far as that is known of all: `5 times each`, `5 to 7 times`. */
const often = (group) => {
  const tries = group.map(({ cause }) => cause.tries)
  if (tries.includes(null)) return ""
  const [least, most] = [Math.min(...tries), Math.max(...tries)]
  return least === most
    ? ` (their recorders failed ${least} times each)`
    : ` (their recorders failed ${least} to ${most} times)`
}

/** What is true of all of them: what they fail by, without the name or the numbers of one. */
const toldOf = (group) => {
  const [{ cause, error_message }] = group
  return cause.kind === "no_channel" ? "No address is known for them" : `${capital(error_message)}${often(group)}`
}

const failing = (group) => {
  const [one] = group
  if (group.length === 1) {
    return single(one, {
      mend: {
        label: "Reset error",
        said: `${nameOf(one)} is tried again.`,
        method: "POST",
        route: query(path("api", "subscriptions", one.driver, one.username, "reset-error"), { user_id: wisher(one) })
      }
    })
  }
  return {
    key: `error ${nameOf(one)}`,
    status: "error",
    name: count(group.length, "source"),
    text: `${toldOf(group)}: ${namesOf(group)}.`,
    go: { to: query("/subscriptions", { status: "error" }), label: "Show them" },
    mend: {
      label: `Reset all ${group.length}`,
      said: `${count(group.length, "source")} are tried again.`,
      method: "POST",
      route: "/api/subscriptions/bulk",
      body: {
        action: "reset",
        items: group.map((one) => ({ driver: one.driver, username: one.username, user_id: wisher(one) }))
      }
    }
  }
}

/** Those in error for one cause are one matter. */
const errors = ({ items }) => {
  const all = items.filter(({ status }) => status === "error")
  const groups = [...Map.groupBy(all, causeOf).values()].sort((a, b) => b.length - a.length)
  const found = groups.slice(0, toldSingly).map(failing)
  const rest = groups.slice(toldSingly).flat().length
  if (rest === 0) return found
  const others = {
    key: "errors",
    status: "error",
    text: `${count(rest, "more source", "more sources")} in error.`,
    go: { to: "/subscriptions?status=error", label: "Show them all" },
    mend: resetAll(`Reset all ${all.length}`, `${count(all.length, "source")} are tried again.`, { status: ["error"] })
  }
  return [...found, others]
}

const outdated = ({ diagnostics }) => {
  const old = diagnostics?.outdated_runs ?? 0
  if (old === 0) return []
  return {
    key: "outdated",
    text: `${count(old, "recorder")} still ${old === 1 ? "runs" : "run"} on old settings.`,
    mend: {
      label: `Restart ${these(old)}`,
      said: `${count(old, "recorder")} ${old === 1 ? "is" : "are"} being restarted, one after another.`,
      method: "POST",
      route: "/api/sources/restart",
      body: { only: "outdated" },
      restarts: old
    }
  }
}

/**
 * What needs somebody, worst first: each a sentence (its times RFC 3339) with `mend`, a request that mends it, or `go`, the place
 * where that is done. Known of it: the rows that are not well, counts by status, how many are wanted; for admins diagnostics, else null; health of the neighbours or null.
 */
export const needs = (known) => {
  const first = [...around(known), storage(known), disk(known), room(known)].flat()
  const told = new Set(first.map(({ key }) => key))
  return [
    ...first,
    ...errors(known),
    ...refused(known),
    ...stalled(known),
    ...unending(known),
    ...held({ ...known, told }),
    queue(known),
    neighbours(known),
    outdated(known)
  ].flat()
}
