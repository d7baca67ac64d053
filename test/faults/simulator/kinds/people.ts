import { type Fault, some } from "./Fault.ts"

/** People. */
export const people: Readonly<Record<string, Fault>> = {
  subscribe: ({ people, plan }, random) => {
    const [user, source] = [some(random, plan.users) ?? "", some(random, plan.sources) ?? ""]
    people.subscribe(user, source)
    return `${user} subscribes to ${source}`
  },
  posture: ({ people, plan }, random) => {
    const [user, source] = [some(random, plan.users) ?? "", some(random, plan.sources) ?? ""]
    const to = random.pick(["active", "paused", "paused", "archived"] as const)
    people.set(user, source, to)
    return `${user} sets ${source} to ${to}`
  },
  unsubscribe: ({ people, plan }, random) => {
    const [user, source] = [some(random, plan.users) ?? "", some(random, plan.sources) ?? ""]
    people.unsubscribe(user, source)
    return `${user} unsubscribes from ${source}`
  },
  leave: ({ people, plan }, random) => {
    const user = some(random, plan.users) ?? ""
    people.leave(user)
    return `${user} is deleted`
  },
  reset: ({ people, plan }, random) => {
    const source = some(random, plan.sources) ?? ""
    people.reset(source)
    return `${source} is reset`
  },
  restart: ({ people, plan }, random) => {
    const chosen = plan.sources.filter(() => random.chance(0.4))
    people.restart(chosen)
    return `${chosen.join(", ")} are to be restarted`
  },
  settings: ({ people }, random) => {
    const framerate = random.pick(["30", "60"] as const)
    people.save({ framerate })
    return `somebody saves the settings: ${framerate} fps`
  }
}
