import CLibclang
import MemoryModel
import OrderLint

extension FunctionLowering {
  /// Inline assembly: a fence if it is known to be one, otherwise something opaque.
  mutating func assembly(_ node: Int) {
    let text = assemblyText(node)
    forgetOutputs(node)
    switch text.meaning {
    case .fence(let order): emit(.fence(Ordering(.known(order)), .thread), at: node)
    case .compilerBarrier:
      let named = isForOneMachine(node) ? barrierName(node).memoryBarrier : nil
      emit(
        .fence(
          Ordering(.known(named ?? .sequentiallyConsistent)), named == nil ? .signal : .thread),
        at: node)
    case .nothing: break
    case .opaque: opaque("assembly: \(text.shortTemplate)", at: node)
    }
    jumpFromAssembly(node)
  }

  /// The macro that expands to the statement, or else the function that contains it.
  private func barrierName(_ node: Int) -> BarrierName {
    let start = tree.start(of: node)
    let spelled = context.spelling(of: start)
    let expanded = expansion(of: start)
    if expanded != spelled, let file = expanded.file {
      let word = context.source(of: file)[min(expanded.offset, context.source(of: file).count)...]
        .prefix(while: Characters.isWord)
      return BarrierName(String(decoding: word, as: UTF8.self))
    }
    return BarrierName(name)
  }

  /// Whether the barrier is written for some machines: elsewhere the same name may stand for more.
  private func isForOneMachine(_ node: Int) -> Bool {
    let spelled = context.spelling(of: tree.start(of: node))
    guard let file = spelled.file else { return true }
    return context.machineConditions(of: file).namesMachine(at: spelled.offset)
  }

  private func assemblyText(_ node: Int) -> AssemblyText {
    let start = tree.start(of: node)
    let spelled = context.spelling(of: start)
    var text = AssemblyText(template: "", operands: "")
    if let file = spelled.file {
      text = AssemblyText(reading: context.source(of: file), at: spelled.offset)
    }
    let expanded = expansion(of: start)
    if text.template.isEmpty, expanded != spelled, let file = expanded.file {
      // The template is an argument of the macro.
      let call = AssemblyText(reading: context.source(of: file), at: expanded.offset)
      text.template = call.template
    }
    return text
  }

  /// Whatever assembly writes is not known afterwards. Inputs are wrapped in a conversion, outputs
  /// stand bare.
  private mutating func forgetOutputs(_ node: Int) {
    for child in tree[node].children {
      if tree[child].kind == CXCursor_DeclRefExpr {
        let output = target(child)
        if case .local(let local) = output {
          emit(.assign(local, .unknown("assembly output")), at: node)
        }
      } else if tree[child].kind == CXCursor_UnexposedExpr {
        discard(child)
      }
    }
  }

  private mutating func jumpFromAssembly(_ node: Int) {
    for child in tree[node].children {
      let kind = tree[child].kind
      guard kind == CXCursor_AddrLabelExpr || kind == CXCursor_LabelRef else { continue }
      let reference = tree.child(0, of: child) ?? child
      let name = tree[reference].cursor.name
      guard !name.isEmpty else { continue }
      let next = builder.makeBlock()
      let target = label(name)
      builder.terminate(.branch(.unknown("asm goto"), then: target, else: next))
      builder.begin(next)
    }
  }
}

/// What the name of a macro or function says about a barrier in it. On a machine that keeps the order
/// anyway, a memory barrier is one for the compiler only, and its name says what it is elsewhere; where
/// nothing says that it is for one machine, it is for all, and no more than it is.
struct BarrierName {
  private let words: Set<String>

  init(_ name: String) { words = Set(NameWords.words(of: name)) }

  /// The order that the name promises; nil if it is a barrier for the compiler, or no barrier.
  var memoryBarrier: MemoryOrder? {
    if words.contains(where: { ["compiler", "signal", "comp", "optimization"].contains($0) }) {
      return nil
    }
    if has("wmb") { return .release }
    if has("rmb") { return .acquire }
    if has("mb") { return .sequentiallyConsistent }
    guard has("barrier", "fence", "membar", "barriers") else { return nil }
    if has("write", "store", "release", "st", "producer", "sfence") { return .release }
    if has("read", "load", "acquire", "ld", "consumer", "lfence") { return .acquire }
    if has("memory", "mem", "full", "smp", "cpu", "hw", "thread", "membar") {
      return .sequentiallyConsistent
    }
    return nil
  }

  private func has(_ names: String...) -> Bool { names.contains { words.contains($0) } }
}

/// The text of an inline assembly statement, as far as it is spelled.
struct AssemblyText {
  /// The instructions.
  var template: String
  /// Everything after them: operands and clobbers.
  var operands: String

  enum Meaning: Equatable {
    case fence(MemoryOrder)
    case compilerBarrier
    /// A hint such as `pause`, with no effect on memory.
    case nothing
    case opaque
  }

  init(template: String, operands: String) {
    self.template = template
    self.operands = operands
  }

  /// Reads the parenthesis after the `asm` keyword at an offset.
  init(reading bytes: [UInt8], at offset: Int) {
    var scanner = TextScanner(bytes, at: offset)
    template = ""
    operands = ""
    guard scanner.skip(past: UInt8(ascii: "(")) else { return }
    var nesting = 0
    var isTemplate = true
    let limit = scanner.offset + 4000
    while scanner.offset < limit {
      let before = scanner.offset
      guard let byte = scanner.next() else { return }
      switch byte {
      case UInt8(ascii: "("): nesting += 1
      case UInt8(ascii: ")") where nesting == 0: return
      case UInt8(ascii: ")"): nesting -= 1
      case UInt8(ascii: ":") where nesting == 0: isTemplate = false
      case UInt8(ascii: "\""):
        guard let quote = bytes[before...].firstIndex(of: byte), quote < scanner.offset - 1,
          scanner.offset <= bytes.count
        else { continue }
        let literal = String(decoding: bytes[(quote + 1)..<(scanner.offset - 1)], as: UTF8.self)
        if isTemplate { template += literal + " " } else { operands += literal + " " }
      default: break
      }
    }
  }

  var shortTemplate: String {
    let words = instructions.joined(separator: "; ")
    return words.count > 60 ? String(words.prefix(57)) + "..." : words
  }

  /// The instructions without assembler directives and labels.
  private var instructions: [String] {
    template.replacing("\\n", with: ";").replacing("\\t", with: " ").lowercased()
      .split { $0 == ";" || $0 == "\n" }
      .map { $0.split(whereSeparator: \.isWhitespace).joined(separator: " ") }
      .filter { !$0.isEmpty && !$0.hasPrefix(".") && !$0.hasPrefix("#") }
  }

  var clobbersMemory: Bool { operands.contains("memory") }

  var meaning: Meaning {
    let instructions = instructions
    guard !instructions.isEmpty else { return clobbersMemory ? .compilerBarrier : .nothing }
    // A locked addition of 0 to the top of the stack is the older spelling of `mfence`.
    let isLockedStack =
      instructions[0].hasPrefix("lock") && (instructions.last?.hasSuffix("sp)") ?? false)
    if isLockedStack, instructions.count <= 2 { return .fence(.sequentiallyConsistent) }
    guard instructions.count == 1, let only = instructions.first else { return .opaque }
    if let order = Self.fences[only] { return .fence(order) }
    return Self.hints.contains(only) ? (clobbersMemory ? .compilerBarrier : .nothing) : .opaque
  }

  /// What the instruction gives at least: `lwsync` and `dmb ishst` order more than a release fence
  /// does, but no C++ fence is both that and short of sequential consistency.
  private static let fences: [String: MemoryOrder] = [
    "mfence": .sequentiallyConsistent, "sfence": .release, "lfence": .acquire,
    "dmb": .sequentiallyConsistent, "dmb ish": .sequentiallyConsistent,
    "dmb sy": .sequentiallyConsistent, "dsb sy": .sequentiallyConsistent,
    "dsb ish": .sequentiallyConsistent, "dmb ishst": .release, "dmb st": .release,
    "dmb ishld": .acquire, "dmb ld": .acquire, "sync": .sequentiallyConsistent,
    "hwsync": .sequentiallyConsistent, "lwsync": .acquireRelease,
    "fence": .sequentiallyConsistent, "fence rw,rw": .sequentiallyConsistent,
    "fence iorw,iorw": .sequentiallyConsistent, "fence rw, rw": .sequentiallyConsistent,
    "fence iorw, iorw": .sequentiallyConsistent, "fence r,rw": .acquire, "fence r, rw": .acquire,
    "fence rw,w": .release, "fence rw, w": .release, "fence w,w": .release,
    "fence r,r": .acquire, "fence w, w": .release, "fence r, r": .acquire,
    "fence.tso": .acquireRelease, "dbar 0": .sequentiallyConsistent, "mb": .sequentiallyConsistent,
  ]

  private static let hints: Set<String> = [
    "pause", "rep nop", "rep; nop", "nop", "yield", "wfe", "isb", "isb sy", "or 27,27,27",
    "fence.i",
  ]
}
