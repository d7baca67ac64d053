import process from "node:process"

/** Signals a process group; false when nothing of it is left. Signal 0 only asks. */
export const signalGroup = (pid: number, signal: "SIGTERM" | "SIGKILL" | 0): boolean => {
  try {
    process.kill(-pid, signal)
    return true
  } catch {
    return false
  }
}
