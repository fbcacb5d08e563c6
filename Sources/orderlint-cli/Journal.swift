import Synchronization

#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// Which files are being read at this moment, in memory that outlives the process that reads them.
final class Journal: Sendable {
  private static let slotCount = 64
  private static let slotSize = 4_096
  /// Where a slot's name starts, after the second in which its file was begun; 0 means free.
  private static let nameOffset = 8

  private let address: UInt
  private let taken = Mutex([Bool](repeating: false, count: slotCount))

  /// Nil if the system gives no shared memory.
  init?() {
    #if canImport(Darwin)
      let anonymous = MAP_ANON
    #else
      let anonymous = MAP_ANONYMOUS
    #endif
    let size = Self.slotCount * Self.slotSize
    guard let memory = mmap(nil, size, PROT_READ | PROT_WRITE, MAP_SHARED | anonymous, -1, 0),
      memory != MAP_FAILED
    else { return nil }
    address = UInt(bitPattern: memory)
  }

  deinit { munmap(UnsafeMutableRawPointer(bitPattern: address), Self.slotCount * Self.slotSize) }

  private func slot(_ index: Int) -> UnsafeMutableRawPointer? {
    UnsafeMutableRawPointer(bitPattern: address)?.advanced(by: index * Self.slotSize)
  }

  /// Runs `body` with `file` on record.
  func recording<Result>(_ file: String, _ body: () -> Result) -> Result {
    let free = taken.withLock { taken -> Int? in
      guard let index = taken.firstIndex(of: false) else { return nil }
      taken[index] = true
      return index
    }
    guard let free, let memory = slot(free) else { return body() }
    let name = Array(file.utf8.prefix(Self.slotSize - Self.nameOffset - 1)) + [0]
    memory.advanced(by: Self.nameOffset).copyMemory(from: name, byteCount: name.count)
    memory.storeBytes(of: Int64(time(nil)), as: Int64.self)
    defer {
      memory.storeBytes(of: 0, as: Int64.self)
      taken.withLock { $0[free] = false }
    }
    return body()
  }

  /// The files on record, and since when.
  var entries: [(file: String, start: Int64)] {
    (0..<Self.slotCount).compactMap { index in
      guard let memory = slot(index) else { return nil }
      let start = memory.load(as: Int64.self)
      let name = memory.advanced(by: Self.nameOffset).assumingMemoryBound(to: CChar.self)
      return start == 0 ? nil : (String(cString: name), start)
    }
  }

  /// Strikes the files that were begun later than `start` off the record.
  func keepOnly(startedUntil start: Int64) {
    for index in 0..<Self.slotCount {
      guard let memory = slot(index), memory.load(as: Int64.self) > start else { continue }
      memory.storeBytes(of: 0, as: Int64.self)
    }
  }

  func clear() { keepOnly(startedUntil: 0) }
}
