// origin: own; what the main actor isolates is read from there, or not at all
// expect: nothing
import Foundation
import Synchronization

let loads = Atomic<Int>(0)

@Observable
@MainActor
// Comments between attributes are no matter.
final class Loader {
  var isLoading = false

  func load() {
    isLoading = true
    Task { @MainActor [weak self] in
      guard let self else { return }
      _ = try? await Task.sleep(nanoseconds: 10)
      loads.wrappingAdd(1, ordering: .relaxed)
      self.isLoading = false
    }
  }
}

struct LoaderTests {
  func waits(for loader: Loader) async throws {
    while loader.isLoading {
      try await Task.sleep(nanoseconds: 50)
    }
  }
}
