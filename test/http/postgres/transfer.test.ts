import "./store.ts"
import "../transfer.test.ts"
