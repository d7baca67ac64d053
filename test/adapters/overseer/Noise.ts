/** A repeatable source of odd messages: the same seed gives the same ones. */
export const noise = (seed: number) => {
  let state = seed >>> 0
  const next = (below: number): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return Math.floor((state / 2 ** 32) * below)
  }
  const pick = <A>(values: readonly [A, ...ReadonlyArray<A>]): A => values[next(values.length)] ?? values[0]

  const value = (depth = 0): unknown =>
    [
      () => null,
      () => next(2) === 0,
      () => next(1_000) - 500,
      () => next(10) / 3,
      () => Number.MAX_SAFE_INTEGER,
      () => -1e300,
      () => "",
      () => "x".repeat(next(200)),
      () => '\u0000\ud800{}[]"\\é',
      () => "9999-99-99T99:99:99Z",
      () => "sd-0123abcd-1-A",
      () => (depth > 2 ? [] : Array.from({ length: next(4) }, () => value(depth + 1))),
      () =>
        depth > 2
          ? {}
          : Object.fromEntries([
              ["__proto__", value(depth + 1)],
              ["limit", value(depth + 1)]
            ])
    ][next(13)]?.()

  const fields = [
    "id",
    "task_id",
    "pid",
    "ts",
    "data",
    "seq",
    "stream",
    "exit_code",
    "intentional",
    "reason",
    "position",
    "message",
    "existing_task_id",
    "tasks",
    "actions",
    "pool",
    "global"
  ] as const
  const types = [
    "started",
    "queued",
    "dequeued",
    "output",
    "exited",
    "error",
    "tasks",
    "actions",
    "pool_info",
    "pool_updated",
    "metrics",
    "subscribed",
    "restarting",
    "manifest",
    "constructor",
    "__proto__",
    ""
  ] as const

  const sound: () => Record<string, unknown> = () => ({
    type: pick(types),
    id: pick(["", "r1", "sd-1", "x"]),
    task_id: `task-${next(50)}`,
    pid: next(9_999),
    ts: "2026-11-22T11:30:53.5Z",
    stream: "stdout",
    data: "x".repeat(next(300)),
    seq: next(5_000),
    exit_code: next(4) - 1,
    intentional: next(2) === 0,
    message: "task not found",
    tasks: [],
    actions: [],
    pool: { limit: 0, running: 0, queue_depth: 0 }
  })

  /** One message: sound, with fields lost or of any shape, no object at all, no JSON at all, or bytes. */
  const message = (): string | Uint8Array => {
    const kind = next(10)
    if (kind === 0) return pick(["", "{", "null", "[]", "[[[[[[", "nul", '"x"', "\n", "{}", '{"type":5}', "\ufeff{}"])
    if (kind === 1) return Uint8Array.from({ length: next(100) }, () => next(256))
    if (kind === 2) return JSON.stringify(value()) ?? "undefined"
    const whole = sound()
    for (let times = next(4); times > 0; times--) {
      if (next(2) === 0) delete whole[pick(fields)]
      else whole[pick(fields)] = value()
    }
    return JSON.stringify(whole)
  }

  return { message, value, next }
}
