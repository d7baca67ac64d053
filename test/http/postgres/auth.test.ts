import "./store.ts"
import "../auth.test.ts"
