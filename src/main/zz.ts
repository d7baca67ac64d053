import { runAdmin } from "/work/main/src/main/AdminCommand.ts"
import type { Effect } from "effect"
type R = typeof runAdmin extends (a: any) => Effect.Effect<infer A, infer E, infer R> ? [A,E,R] : never
const x: R = 1
