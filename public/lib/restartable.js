const running = new Set(["recording", "stalled", "waiting", "refused", "backoff"])

/** Whether a source has a recorder that can be replaced. */
export const isRestartable = ({ pid, status }) => pid !== null && running.has(status)
