import type { NewWorkerEvent } from "../../domain/WorkerEvent.ts"

/** What makes two tellings the same event of a source: a run starts, ends and queues once; other things happen once at a moment. */
export const eventIdentity = (event: NewWorkerEvent): string =>
  event.taskId === null || event.type === "errored" || event.type === "reset" || event.type === "gap"
    ? `${event.type} at ${event.at}`
    : `${event.type} ${event.taskId}`
