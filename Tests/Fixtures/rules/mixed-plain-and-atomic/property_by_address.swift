// origin: own; a stored property is exchanged through its address and looked at plainly elsewhere
import Foundation

final class Ticket {
  private var isSold: Int32 = 0
  private var buyer = 0

  func sell(to customer: Int) -> Bool {
    if isSold != 0 { return false }  // expect: mixed-plain-and-atomic "plain read"
    guard OSAtomicCompareAndSwap32Barrier(0, 1, &isSold) else { return false }
    buyer = customer
    return true
  }

  func owner() -> Int? {
    isSold != 0 ? buyer : nil  // expect: mixed-plain-and-atomic "plain read"
  }
}
