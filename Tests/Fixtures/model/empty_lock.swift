// A lock whose functions do nothing locks nothing, although checks take it for one of another platform.
// run: fails dataRace

final class Lock {
  func lock() {}
  func unlock() {}
}
let lock = Lock()
nonisolated(unsafe) var count = 0

// orderlint:repeat 2
func add(_ number: Int) {
  lock.lock()
  count += 1
  lock.unlock()
}
