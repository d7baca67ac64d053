import { Effect } from "effect"
import type { NotAllowed, NoUser } from "../app/accounts/Refusals.ts"
import type {
  UnknownDriver as NoDriver,
  NotRestartable as NoRecorder,
  NoSource,
  NoSubscription
} from "../app/subscriptions/Refusals.ts"
import type { PostureConflict as Conflict } from "../domain/subscriptions/Posture.ts"
import { Forbidden, NotFound, NotRestartable, PostureConflict, saying, UnknownDriver } from "./api/Problems.ts"

/** The programs' refusals as the problems of the contract, by their tags. */
export const forbidden = ({ message }: NotAllowed) => Effect.fail(new Forbidden(saying(message)))
export const noSubscription = ({ message }: NoSubscription) =>
  Effect.fail(new NotFound({ ...saying(message), what: "subscription" }))
export const noSource = ({ message }: NoSource) => Effect.fail(new NotFound({ ...saying(message), what: "source" }))
export const noUser = ({ message }: NoUser) => Effect.fail(new NotFound({ ...saying(message), what: "user" }))
export const unknownDriver = ({ known, message }: NoDriver) =>
  Effect.fail(new UnknownDriver({ ...saying(message), drivers: known }))
export const postureConflict = ({ from, message }: Conflict) =>
  Effect.fail(new PostureConflict({ ...saying(message), posture: from }))
export const notRestartable = ({ message }: NoRecorder) => Effect.fail(new NotRestartable(saying(message)))
