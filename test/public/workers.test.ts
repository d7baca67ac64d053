import { assert, it } from "@effect/vitest"
import { Effect } from "effect"
import { load } from "./module.ts"

interface Workers {
  readonly workersView: (state: object) => { readonly text: string }
}

const worker = (n: number, state: "running" | "exited") => ({
  task_id: `task-${n}`,
  action: "hls",
  state: "active",
  worker_state: state,
  pid: n,
  exit_code: null,
  started_at: null,
  exited_at: null,
  queue_position: null,
  ours: true,
  source: null,
  params: {}
})

it.effect("of the ended workers all are counted, and how many are left out is said beside those that are shown", () =>
  Effect.gen(function* () {
    const { workersView } = yield* load<Workers>("pages/admin/workers.js")
    const workers = [worker(1, "running"), worker(2, "exited"), worker(3, "exited")]
    const state = { ended: true, older: 1_240, workers, workersAway: null }
    assert.include(workersView({ ...state, ended: false }).text, "Ended (1,242)")
    assert.include(workersView(state).text, "These are the last 2; 1,240 ended before them.")
    assert.notInclude(workersView({ ...state, older: 0 }).text, "ended before them")
  })
)
