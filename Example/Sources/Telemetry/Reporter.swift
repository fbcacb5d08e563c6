import CBuffers
import CSamples

/// Fills in reports for the sender. The flag's atomics are in `buffers.h`, and so is the mistake:
/// only the two files together show it.
public struct Reporter: @unchecked Sendable {
  private let report: UnsafeMutablePointer<report>

  public init() {
    report = .allocate(capacity: 1)
    report.initialize(to: CBuffers.report())
  }

  public func finish(count: Int64, sum: Int64) {
    report.pointee.count = count
    report.pointee.sum = sum
    report_set_ready(report)
  }

  public func average() -> Int64? {
    guard report_is_ready(report) else { return nil }
    let count = report.pointee.count
    return count == 0 ? nil : report.pointee.sum / count
  }
}

/// The samples of one sensor, in C.
public struct Sensor: @unchecked Sendable {
  private let slot: UnsafeMutablePointer<sample_slot>

  /// `slot` stays valid as long as the sensor is used.
  public init(slot: UnsafeMutablePointer<sample_slot>) { self.slot = slot }

  public func record(_ value: Int64, at time: Int64) { sample_put(slot, time, value) }

  public func last() -> (time: Int64, value: Int64) {
    var time: Int64 = 0
    var value: Int64 = 0
    sample_get(slot, &time, &value)
    return (time, value)
  }
}
