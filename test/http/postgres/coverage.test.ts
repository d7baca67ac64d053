import "./store.ts"
import "../coverage.test.ts"
