// origin: own; the repair of stage_of_imported_atomic.swift
// expect: nothing
import CAtomics

final class Job {
  private var stage = AtomicInt32()
  private var result = 0

  init() { stage.initialize(0) }

  func begin() { _ = stage.CAS(0, 1, .strong, .relaxed) }

  func end(_ value: Int) -> Bool {
    var current = stage.load(.relaxed)
    repeat {
      if current == 2 { return false }
    } while !stage.loadCAS(&current, 2, .weak, .acqrel, .relaxed)
    result = value
    return true
  }
}
