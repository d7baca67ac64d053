import { endEvents, type NewWorkerEvent, type WorkerEventType } from "../../domain/supervision/WorkerEvent.ts"

const once: ReadonlySet<WorkerEventType> = new Set(["started", "queued", ...endEvents])

/** What makes two tellings the same event of a source: a run starts, ends and queues once; other things happen once at a moment. */
export const eventIdentity = (event: NewWorkerEvent): string =>
  event.taskId !== null && once.has(event.type) ? `${event.type} ${event.taskId}` : `${event.type} at ${event.at}`
