// origin: P0668; mixing is never the right answer, tokio-rs/tokio#6268
// orders: SET = relaxed release seq_cst; GET = relaxed acquire seq_cst
import Synchronization

let state = Atomic<Int>(0)

// A relaxed access is taken for a hint or a statistic.
func set(_ value: Int) { state.store(value, ordering: SET) }  // expect[SET=release, GET=seq_cst]: seqcst-mixed-on-one-atomic
func get() -> Int { state.load(ordering: GET) }  // expect[SET=seq_cst, GET=acquire]: seqcst-mixed-on-one-atomic
