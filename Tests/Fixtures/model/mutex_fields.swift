// The value of a Mutex starts as what it is made with, wherever the Mutex is.
// run: holds
// replace "lock.value.withLock { $0 += n }" "lock.other += n": fails dataRace
import Synchronization
final class Account: @unchecked Sendable {
  let value = Mutex<Int>(5)
  let named: Mutex<Int> = Mutex(7)
  var other = 3
  let flag = Atomic<Int>(9)
}
let lock = Account()
// orderlint:repeat 2
func bump(_ n: Int) { lock.value.withLock { $0 += n }
  lock.named.withLock { $0 -= 1 } }
// orderlint:final
func check() { precondition(lock.value.withLock { $0 } == 6 && lock.other == 3 && lock.flag.load(ordering: .relaxed) == 9 && lock.named.withLock { $0 } == 5) }
