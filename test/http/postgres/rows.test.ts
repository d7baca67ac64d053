import "./store.ts"
import "../rows.test.ts"
