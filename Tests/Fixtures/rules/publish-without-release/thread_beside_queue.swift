// origin: own, what is done before the only thread starts is its own, whatever else is read of a queue
// expect: nothing
import Foundation
import Synchronization

final class Worker: @unchecked Sendable {
  let queue = DispatchQueue(label: "worker")
  var limit = 0
  let ready = Atomic<Bool>(false)

  func start() {
    limit = 5
    ready.store(true, ordering: .relaxed)
    queue.setTarget(queue: nil)
    Thread.detachNewThread { self.run() }
  }

  func run() {
    if ready.load(ordering: .relaxed) { print(limit) }
  }
}

let worker = Worker()
worker.start()
