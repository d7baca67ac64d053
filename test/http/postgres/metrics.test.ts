import "./store.ts"
import "../metrics.test.ts"
