// origin: own, a method of a class that another module declares changes no property
// expect: nothing
import Foundation
import Synchronization

final class Server: Sendable {
  private let table: Atomic<UnsafeMutableRawPointer>

  init(_ first: NSMutableSet) {
    table = Atomic(Unmanaged.passRetained(first).toOpaque())
  }

  var handlers: NSMutableSet {
    get {
      Unmanaged<NSMutableSet>.fromOpaque(table.load(ordering: .acquiring)).takeUnretainedValue()
    }
    set { table.store(Unmanaged.passRetained(newValue).toOpaque(), ordering: .releasing) }
  }

  func unregister(_ number: Int) { handlers.remove(number) }
}

func serve(_ server: Server) async {
  await withTaskGroup(of: Void.self) { group in
    for number in 0..<8 { group.addTask { server.unregister(number) } }
  }
}
