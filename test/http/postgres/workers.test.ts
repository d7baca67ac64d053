import "./store.ts"
import "../workers.test.ts"
