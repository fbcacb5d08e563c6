// A serial queue runs what it is given one after the other.
// run: holds
import Dispatch
nonisolated(unsafe) var n = 0
let q = DispatchQueue(label: "q")
let g = DispatchGroup()
// orderlint:thread
func run() {
  for i in 0..<2 { q.async(group: g) { n += 1 } }
  other()
  g.wait()
  precondition(n == 3)
}
func other() { q.sync { n += 1 } }
