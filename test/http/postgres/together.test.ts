import "./store.ts"
import "../together.test.ts"
