import { assert, it } from "@effect/vitest"
import { Effect } from "effect"
import { markupOf, type Template } from "./markup.ts"
import { load } from "./module.ts"

interface Workers {
  readonly workersView: (state: object) => Template
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
    assert.include(markupOf(workersView({ ...state, ended: false })), "Ended (1,242)")
    assert.include(markupOf(workersView(state)), "These are the last 2; 1,240 ended before them.")
    assert.notInclude(markupOf(workersView({ ...state, older: 0 })), "ended before them")
  })
)
