import "./store.ts"
import "../refusals.test.ts"
