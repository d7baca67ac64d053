import type { Trip } from "./History.ts"
import { failureWords } from "./troubleWords.ts"
import type { NewWorkerEvent } from "./WorkerEvent.ts"

/** What a trip is stored as: how often recorders failed within what time, and by what, in words and as data. */
export const tripEvent = ({ at, cause, failures, within }: Trip): Omit<NewWorkerEvent, "sourceId"> => ({
  type: "errored",
  pid: null,
  exitCode: null,
  taskId: null,
  detail: failureWords({ cause, tries: failures, within }),
  ...(failures === null || within === null
    ? {}
    : { cause: { kind: "tripped", failures, seconds: within / 1000, last: cause } }),
  at
})
