// origin: own; `memory` is what Swift 2 called `pointee`
import Foundation

final class TurnLock {
  private let word: UnsafeMutablePointer<Int32>

  init(word: UnsafeMutablePointer<Int32>) {
    self.word = word
  }

  func lock() {
    repeat {
      let state = word.memory  // expect: mixed-plain-and-atomic "plain read"
      if state == 0 && OSAtomicCompareAndSwap32Barrier(0, 1, word) { break }
    } while true
  }

  func unlock() {
    OSAtomicAnd32Barrier(0, word)
  }
}
