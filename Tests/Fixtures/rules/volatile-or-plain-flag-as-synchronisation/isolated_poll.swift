// origin: own; who starts the task holds the actor while it does, and both the task and the poll hold it later
// expect: nothing
import Foundation
import Synchronization

let steps = Atomic<Int>(0)

@MainActor
final class Importer {
  var isBusy = false
  var generation = 0

  func start(_ own: Int) {
    isBusy = true
    generation = own
    Task { @MainActor [weak self] in
      guard let self else { return }
      do {
        try self.advance(own)
      } catch {
        return
      }
      if self.generation == own {
        self.isBusy = false
      }
    }
  }

  private func advance(_ own: Int) throws {
    if own == 0 { throw CancellationError() }
    steps.wrappingAdd(1, ordering: .relaxed)
  }
}

@MainActor
struct ImporterTests {
  func imports() async throws {
    let importer = Importer()
    importer.start(1)
    try await wait(for: importer)
  }

  private func wait(for importer: Importer) async throws {
    while importer.isBusy {
      try await Task.sleep(nanoseconds: 50)
    }
  }
}
