import "./store.ts"
import "../config.test.ts"
