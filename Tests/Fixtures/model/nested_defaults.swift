// What the fields of records in records start with.
// run: holds 2
import Synchronization

struct Account {
  var balance: Int
  var log: (deposits: Int, withdrawals: Int) = (0, 1)
}

struct Limits {
  var low = 3
  var high = 4
}

final class Bank: @unchecked Sendable {
  var account = Account(balance: 10)
  var limits = Limits()
  var pair = (1, 2)
  let isOpen = Atomic<Bool>(false)
}

let bank = Bank()

// orderlint:thread
func open() {
  bank.account.balance += bank.limits.low
  bank.account.log.deposits += 1
  bank.isOpen.store(true, ordering: .releasing)
}

// orderlint:thread
func look() {
  guard bank.isOpen.load(ordering: .acquiring) else { return }
  precondition(bank.account.balance == 13 && bank.limits.high == 4)
  precondition(bank.account.log.deposits == 1 && bank.account.log.withdrawals == 1)
  precondition(bank.pair.0 == 1 && bank.pair.1 == 2)
}
