// origin: both sides write and read the same way round, which release and acquire order
// expect: nothing
import Synchronization

let request = Atomic<Int>(0)
let answer = Atomic<Int>(0)

func ask() {
  request.store(1, ordering: .releasing)
}

func serve() {
  if request.load(ordering: .acquiring) == 1 { answer.store(2, ordering: .releasing) }
}

func result() -> Int? {
  answer.load(ordering: .acquiring) == 2 ? answer.load(ordering: .relaxed) : nil
}
