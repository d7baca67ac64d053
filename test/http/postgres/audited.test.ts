import "./store.ts"
import "../audited.test.ts"
