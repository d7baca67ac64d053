const running = new Set(["recording", "stalled", "waiting"])

/** Whether a source of this status has a recorder that can be replaced. */
export const isRestartable = ({ status }) => running.has(status)
