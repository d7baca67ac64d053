import "./store.ts"
import "../edges.test.ts"
