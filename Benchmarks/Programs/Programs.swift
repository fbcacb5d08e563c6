import MemoryModel

/// The programs of the table.
public enum ScalingPrograms {
  /// Nil for a name that is not known.
  public static func program(_ name: String, _ switches: Switches) -> ConcurrentProgram? {
    let count = switches.number("N", 2)
    return switch name {
    case "casN": casN(count)
    case "fai": fetchAdd(count)
    case "ninc": loadsThenStores(count)
    case "nwriters": writers(count, withReader: false)
    case "nwriters_rd": writers(count, withReader: true)
    case "readers": readers(count)
    case "sbring": ring(count, switches)
    case "mpN": messagePassing(count)
    case "lastzero": lastZero(count)
    case "dekker_ra": dekker(.release, .acquire, fence: nil)
    case "dekker_sc": dekker(.sequentiallyConsistent, .sequentiallyConsistent, fence: nil)
    case "dekker_fence": dekker(.relaxed, .relaxed, fence: .sequentiallyConsistent)
    case "peterson_ra": peterson(.release, .acquire, hasFences: false)
    case "peterson_sc":
      peterson(.sequentiallyConsistent, .sequentiallyConsistent, hasFences: false)
    case "peterson_fence": peterson(.relaxed, .relaxed, hasFences: true)
    case "mutex": mutex(count)
    case "spin_tas": testAndSet(count, switches)
    case "spin_cas": compareAndSet(count, switches)
    case "ttas": testAndTestAndSet(count, switches)
    case "ticket": ticket(count, switches)
    case "mcs": mcs(count, switches)
    case "dcl": doubleChecked(count, switches)
    case "refcount": referenceCount(count, switches)
    case "rcu": readCopyUpdate(count, switches)
    case "spsc": ringBuffer(switches)
    case "seqlock": sequenceLock(count, switches, retries: false)
    case "seqlock_loop": sequenceLock(count, switches, retries: true)
    case "treiber": treiber(count, switches, pushers: count)
    case "treiber_pc": treiber(count, switches, pushers: count - 1)
    case "msqueue": michaelScott(count, switches)
    default: nil
    }
  }
}

// MARK: - Accesses only

extension ScalingPrograms {
  static let thread = Value.register(0)

  private static func casN(_ count: Int) -> ConcurrentProgram {
    var memory = Memory()
    let x = memory.object("x")
    var code = Code("t", parameters: 1)
    _ = code.compareExchange(x, 0, thread + 1, .acquireRelease)
    return memory.program(threads: count, code)
  }

  private static func fetchAdd(_ count: Int) -> ConcurrentProgram {
    var memory = Memory()
    let x = memory.object("x")
    var code = Code("t", parameters: 1)
    _ = code.update(x, .add, 1, .relaxed)
    return memory.program(threads: count, code) { _ in
    } end: { main in
      let total = main.load(x, .relaxed)
      main.assert(total.equals(.constant(count)))
    }
  }

  private static func loadsThenStores(_ count: Int) -> ConcurrentProgram {
    var memory = Memory()
    let x = memory.object("x")
    var code = Code("t", parameters: 1)
    let old = code.load(x, .relaxed)
    code.store(x, old + 1, .relaxed)
    return memory.program(threads: count, code)
  }

  private static func writers(_ count: Int, withReader: Bool) -> ConcurrentProgram {
    var memory = Memory()
    let x = memory.object("x")
    let r = memory.object("r")
    var code = Code("t", parameters: 1)
    code.when(thread.isLess(than: .constant(count))) { code in
      code.store(x, thread + 1, .relaxed)
    } otherwise: { code in
      let seen = code.load(x, .relaxed)
      code.store(r, seen, nil)
    }
    return memory.program(threads: withReader ? count + 1 : count, code)
  }

  private static func readers(_ count: Int) -> ConcurrentProgram {
    var memory = Memory()
    let x = memory.object("x")
    let r = memory.array("r", count)
    var code = Code("t", parameters: 1)
    code.when(thread.equals(.constant(count))) { code in
      code.store(x, 1, .release)
    } otherwise: { code in
      let seen = code.load(x, .acquire)
      code.store(r[thread], seen, nil)
    }
    return memory.program(threads: count + 1, code)
  }

  private static func ring(_ count: Int, _ switches: Switches) -> ConcurrentProgram {
    var memory = Memory()
    let x = memory.array("x", count)
    let r = memory.array("r", count)
    var code = Code("t", parameters: 1)
    code.store(x[thread], 1, switches.access("O", .relaxed))
    let seen = code.load(
      x[(thread + 1) % .constant(count)], switches.access("OL", .relaxed))
    code.store(r[thread], seen, nil)
    return memory.program(threads: count, code)
  }

  private static func messagePassing(_ count: Int) -> ConcurrentProgram {
    var memory = Memory()
    let x = memory.array("x", count)
    let flag = memory.object("f")
    var code = Code("t", parameters: 1)
    code.when(thread.equals(0)) { code in
      for index in 0..<count { code.store(x[.constant(index)], 1, .relaxed) }
      code.store(flag, 1, .release)
    } otherwise: { code in
      let seen = code.load(flag, .acquire)
      code.when(seen) { code in
        for index in 0..<count {
          let value = code.load(x[.constant(index)], .relaxed)
          code.assert(value.equals(1))
        }
      }
    }
    return memory.program(threads: 2, code)
  }

  private static func lastZero(_ count: Int) -> ConcurrentProgram {
    var memory = Memory()
    let x = memory.array("x", count + 1)
    var code = Code("t", parameters: 1)
    code.when(thread.equals(0)) { code in
      let done = code.label()
      for index in (0...count).reversed() {
        let value = code.load(x[.constant(index)], .sequentiallyConsistent)
        code.jump(done, if: value.equals(0))
      }
      code.place(done)
    } otherwise: { code in
      let value = code.load(x[thread - 1], .sequentiallyConsistent)
      code.store(x[thread], value + 1, .sequentiallyConsistent)
    }
    return memory.program(threads: count + 1, code)
  }
}

// MARK: - Mutual exclusion from loads and stores

extension ScalingPrograms {
  private static func dekker(
    _ store: MemoryOrder, _ load: MemoryOrder, fence: MemoryOrder?
  ) -> ConcurrentProgram {
    var memory = Memory()
    let flags = memory.array("fl", 2)
    let shared = memory.object("s")
    var code = Code("t", parameters: 1)
    code.store(flags[thread], 1, store)
    code.fence(fence)
    let other = code.load(flags[Value.constant(1) - thread], load)
    code.when(.not(other)) { code in touch(shared, &code) }
    return memory.program(threads: 2, code)
  }

  /// Writes to a plain object, and reads it back.
  static func touch(_ shared: Value, _ code: inout Code) {
    code.store(shared, thread, nil)
    let seen = code.load(shared, nil)
    code.assert(seen.equals(thread))
  }

  private static func peterson(
    _ store: MemoryOrder, _ load: MemoryOrder, hasFences: Bool
  ) -> ConcurrentProgram {
    var memory = Memory()
    let flags = memory.array("fl", 2)
    let turn = memory.object("turn")
    let shared = memory.object("s")
    var code = Code("t", parameters: 1)
    let other = Value.constant(1) - thread
    code.store(flags[thread], 1, store)
    code.store(turn, other, store)
    if hasFences { code.fence(.sequentiallyConsistent) }
    code.forever { code, exit, _ in
      let flag = code.load(flags[other], load)
      code.jump(exit, if: .not(flag))
      let whose = code.load(turn, load)
      code.jump(exit, if: whose.differs(other))
    }
    if hasFences { code.fence(.acquire) }
    touch(shared, &code)
    code.store(flags[thread], 0, .release)
    return memory.program(threads: 2, code)
  }
}
