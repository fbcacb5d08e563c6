// What Swift says about integers: what wraps, and how they are converted.
// run: holds 1
import Synchronization

let narrow = Atomic<UInt8>(250)
let small = Atomic<Int8>(120)
let wide = Atomic<UInt64>(0)

struct Header { var tag: UInt8; var count: Int16 }

func mix(_ a: UInt8, _ b: UInt8) -> UInt8 { a &+ b &* 3 }

@main struct Main {
  static func main() {
    let a: UInt8 = 200
    let b: UInt8 = 100
    precondition(a &+ b == 44)
    precondition(b &- a == 156)
    precondition(a &* b == 32)
    precondition(mix(a, b) == 244)
    precondition(a &<< 1 == 144)
    precondition(a &<< 9 == 144)
    precondition(a << 9 == 0)
    precondition(a >> 3 == 25)
    precondition(a &>> 11 == 25)
    precondition(~a == 55)
    let i: Int8 = -128
    precondition(i &- 1 == 127)
    precondition(0 &- i == -128)
    precondition(i >> 7 == -1)
    precondition(i >> 100 == -1)
    precondition(i &<< 1 == 0)
    precondition(UInt8(truncatingIfNeeded: i) == 128)
    precondition(Int8(truncatingIfNeeded: a) == -56)
    precondition(UInt8(bitPattern: i) == 128)
    precondition(Int8(clamping: 1000) == 127)
    precondition(Int8(clamping: -1000) == -128)
    precondition(UInt8(clamping: -5) == 0)
    precondition(UInt64(clamping: -5) == 0)
    precondition(Int(clamping: UInt64.max) == Int.max)
    precondition(UInt64(a) &+ UInt64.max == 199)
    precondition(UInt64.max > 5)
    precondition(UInt64.max / 2 == 0x7fff_ffff_ffff_ffff)
    precondition(UInt64.max % 10 == 5)
    precondition(UInt64.max >> 63 == 1)
    precondition(UInt64.max &>> 64 == UInt64.max)
    precondition(UInt64.max >> 64 == 0)
    precondition(UInt64(1) << 63 == 0x8000_0000_0000_0000)
    precondition(UInt32.max &+ 1 == 0)
    precondition(Int32.max &+ 1 == Int32.min)
    precondition(Int.max &+ 1 == Int.min)
    precondition(UInt16.max &* UInt16.max == 1)
    precondition(UInt32.max &* UInt32.max == 1)
    precondition(Int32(truncatingIfNeeded: 0x1_8000_0000) == Int32.min)
    precondition(UInt(bitPattern: -1) == UInt.max)
    precondition(Int(bitPattern: UInt.max) == -1)
    precondition(a.leadingZeroBitCount == 0 && b.leadingZeroBitCount == 1)
    precondition((0 as UInt8).trailingZeroBitCount == 8)
    precondition(b.trailingZeroBitCount == 2 && b.nonzeroBitCount == 3)
    precondition(i.nonzeroBitCount == 1 && i.magnitude == 128)
    let (sum, over) = a.addingReportingOverflow(b)
    precondition(sum == 44 && over)
    let d = b.subtractingReportingOverflow(50)
    precondition(d.partialValue == 50 && !d.overflow)
    precondition(UInt64.max.multipliedReportingOverflow(by: 2).overflow)
    precondition(!Int.max.multipliedReportingOverflow(by: 1).overflow)
    precondition(Int.min.multipliedReportingOverflow(by: -1).overflow)
    precondition((-1).multipliedReportingOverflow(by: Int.min).overflow)
    precondition(min(UInt64.max, 3) == 3 && max(UInt64.max, 3) == UInt64.max)
    precondition(abs(-7 as Int8) == 7)
    precondition(b.isMultiple(of: 25))
    precondition(-7 / 2 == -3 && -7 % 2 == -1)
    precondition(narrow.wrappingAdd(10, ordering: .relaxed).newValue == 4)
    precondition(narrow.load(ordering: .relaxed) == 4)
    precondition(narrow.wrappingSubtract(5, ordering: .relaxed).newValue == 255)
    precondition(small.wrappingAdd(10, ordering: .relaxed).newValue == -126)
    precondition(small.add(1, ordering: .relaxed).newValue == -125)
    precondition(wide.wrappingSubtract(1, ordering: .relaxed).newValue == UInt64.max)
    precondition(wide.min(7, ordering: .relaxed).newValue == 7)
    precondition(wide.max(UInt64.max, ordering: .relaxed).newValue == UInt64.max)
    var h = Header(tag: 255, count: 32767)
    h.tag &+= 1
    h.count &+= 1
    precondition(h.tag == 0 && h.count == -32768)
    var x: UInt16 = 0
    x &-= 1
    precondition(x == 65535)
    let mask: UInt8 = 1 << 7
    precondition(mask == 128 && mask << 1 == 0)
    let t = a > b ? 0 : b
    precondition(t &- 1 == 255)
    var total: UInt8 = 0
    for k in 0..<b where k < 3 { total &+= k }
    precondition(total == 3)
  }
}
