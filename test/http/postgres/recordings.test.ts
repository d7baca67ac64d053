import "./store.ts"
import "../recordings.test.ts"
