// What closures and loops keep: copies for tasks, nothing of the round before, values of static members.
// run: holds 1
// replace "[total] in total" "total": fails dataRace
// replace "counter.second == round" "counter.second == 1": fails assertionFailure
// replace "Limits.size == 12" "Limits.size == 0": fails assertionFailure
// replace "scaled(3)" "kept(3)": unsupported 0 at 25 "variables around it"
struct Pair {
  var first: Int
  var second: Int
}
enum Limits {
  static let size = 3 * 4
  static let pair = Pair(first: 1, second: 2)
}
struct Counter {
  var second = 0
  var seen: Int?
  init(_ n: Int) {
    second += n
    if n == 1 { seen = n }
  }
}
func scaled(_ n: Int) -> Int { n * 2 }
func kept(_ n: Int) -> Int {
  let double = { n * 2 }
  return double()
}
func sum(_ pair: Pair) -> Task<Int, Never> { Task.detached { pair.first + pair.second } }

@main
struct Main {
  static func main() async {
    let one = sum(Pair(first: 1, second: 2))
    let two = sum(Pair(first: 3, second: 4))
    let (first, second) = (await one.value, await two.value)
    precondition(first == 3 && second == 7 && scaled(3) == 6)
    var total = 1
    let late = Task.detached { [total] in total + 1 }
    total = 5
    let before = await late.value
    precondition(before == 2 && total == 5)
    for round in 1...2 {
      let counter = Counter(round)
      precondition(counter.second == round)
      if round == 2 { precondition(counter.seen == nil) }
      var best: Pair?
      precondition(best == nil)
      best = Limits.pair
      precondition(best!.second == 2 && Limits.size == 12)
    }
  }
}
