// origin: a process-wide mask that callers replace and put back
import Synchronization

let opened = Atomic<Int>(0)
nonisolated(unsafe) var creationMask: UInt32 = 0o22
@MainActor var windowStyle: UInt32 = 0

func setMask(_ mask: UInt32) -> UInt32 {
  let old = creationMask  // expect: load-store-not-rmw "two plain steps"
  creationMask = mask
  return old
}

@MainActor func setStyle(_ style: UInt32) -> UInt32 {
  let old = windowStyle
  windowStyle = style
  return old
}

func open(_ mode: UInt32) -> UInt32 {
  opened.wrappingAdd(1, ordering: .relaxed)
  return mode & ~creationMask
}
