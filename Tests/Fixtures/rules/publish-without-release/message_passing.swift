// origin: message passing (MP)
// orders: STORE = relaxed release seq_cst; LOAD = relaxed acquire seq_cst
import Synchronization

nonisolated(unsafe) var data = 0
let ready = Atomic<Bool>(false)

func produce() {
  data = 42  // note[STORE=relaxed]: "written here" // note[LOAD=relaxed]: "written here"
  // expect@+2[STORE=relaxed]: publish-without-release "relaxed write of 'ready'"
  // expect@+1[STORE=release, LOAD=seq_cst]: seqcst-mixed-on-one-atomic
  ready.store(true, ordering: STORE)
}

func consume() -> Int {
  // expect@+2[LOAD=relaxed]: guard-load-without-acquire "relaxed read of 'ready'"
  // expect@+1[STORE=seq_cst, LOAD=acquire]: seqcst-mixed-on-one-atomic
  while !ready.load(ordering: LOAD) {}
  return data  // note[STORE=relaxed]: "read here" // note[LOAD=relaxed]: "read here"
}
