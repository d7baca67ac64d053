import "./store.ts"
import "../matrix.test.ts"
