// Arithmetic that leaves the range of its type traps: a failure. Each line is at its limit.
// run: holds 1
// replace "a + 55" "a + 56": fails assertionFailure at 28
// replace "word - 200" "word - 201": fails assertionFailure at 29
// replace "Int.max / 200" "Int.max / 199": fails assertionFailure at 30
// replace "UInt64.max / 200" "UInt64.max / 199": fails assertionFailure at 31
// replace "* 21474836" "* 21474837": fails assertionFailure at 32
// replace "100 / (count - 199)" "100 / (count - 200)": fails assertionFailure at 33
// replace "Int.min + 200 - count" "Int.min + 199 - count": fails assertionFailure at 34
// replace "- Int8(count - 327)" "- Int8(count - 328)": fails assertionFailure at 35
// replace "UInt8(count)" "Int8(count)": fails assertionFailure at 36
// replace "UInt64(count - 200)" "UInt64(count - 201)": fails assertionFailure at 37
// replace "Int(large &- 200)" "Int(large &- 201)": fails assertionFailure at 38
// replace "Int8.max - 27" "Int8.max - 26": fails assertionFailure at 39
// replace "sum += 55" "sum += 56": fails assertionFailure at 41
import Synchronization

let shared = Atomic<Int>(200)
let small = Atomic<Int8>(27)

@main struct Main {
  static func main() {
    let count = shared.load(ordering: .relaxed)
    let a = UInt8(truncatingIfNeeded: count)
    let word = UInt(count)
    let large = UInt64(count)
    let half = UInt32(count)
    _ = a + 55
    _ = word - 200
    _ = count * (Int.max / 200)
    _ = large * (UInt64.max / 200)
    _ = half * 21474836
    _ = 100 / (count - 199)
    _ = Int.min + 200 - count
    _ = 0 - Int8(count - 327)
    _ = UInt8(count)
    _ = UInt64(count - 200)
    _ = Int(large &- 200)
    small.add(Int8.max - 27, ordering: .relaxed)
    var sum = a
    sum += 55
    print(sum)
  }
}
