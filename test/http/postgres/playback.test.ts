import "./store.ts"
import "../playback.test.ts"
