// Patterns inside optional patterns are tested, too.
// run: holds 1
enum State: Int { case empty = 1, filling = 2, full = 3 }
func a(_ n: Int) -> Int { switch State(rawValue: n) { case .full?: return 2
  case .some(.filling): return 1
  default: return 9 } }
func c(_ n: Int?) -> Int { switch n { case 5?: return 5; case let x?: return x + 1; case nil: return -1 } }
// orderlint:thread
func t() { precondition(a(3) == 2); precondition(a(1) == 9); precondition(a(2) == 1); precondition(a(7) == 9)
  precondition(c(5) == 5); precondition(c(6) == 7); precondition(c(nil) == -1)
  if case .full? = State(rawValue: 1) { precondition(false) } }
