import "./store.ts"
import "../overrides.test.ts"
