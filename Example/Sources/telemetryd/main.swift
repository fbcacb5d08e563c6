import Foundation
import Telemetry

let mailbox = Mailbox()
let reporter = Reporter()
let gate = FlushGate()
let counter = Counter()

let collector = Thread {
  for value in 1...1000 {
    if !gate.collect({ counter.drop() }) { continue }
    if value == 1000 {
      mailbox.put(total: 500_500, count: 1000)
      reporter.finish(count: 1000, sum: 500_500)
    }
  }
}
collector.start()

for _ in 0..<1000 {
  _ = gate.flush {}
  if let summary = mailbox.take() {
    print("total \(summary.total) of \(summary.count), average \(reporter.average() ?? 0)")
    break
  }
}
