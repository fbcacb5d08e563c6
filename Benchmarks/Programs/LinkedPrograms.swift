import MemoryModel

// Nodes of two cells: value, next.

extension ScalingPrograms {
  static func treiber(
    _ count: Int, _ switches: Switches, pushers: Int
  ) -> ConcurrentProgram {
    var memory = Memory()
    let nodes = memory.array("q", 2 * (count + 1))
    let top = memory.object("top")
    var code = Code("t", parameters: 1)
    let node = Value.register(code.variable(nodes[thread + thread]))
    code.when(.not(thread.isLess(than: .constant(pushers)))) { code in
      let popped = pop(top, switches, &code)
      code.when(popped) { code in checkValue(popped, &code) }
      code.finish()
    }
    code.store(node, 42, nil)
    push(node, top, switches, &code)
    if switches.isSet("POP") {
      let popped = pop(top, switches, &code)
      code.assert(popped)
      checkValue(popped, &code)
    }
    return memory.program(threads: count, code)
  }

  private static func checkValue(_ node: Value, _ code: inout Code) {
    let value = code.load(node, nil)
    code.assert(value.equals(42))
  }

  private static func push(
    _ node: Value, _ top: Value, _ switches: Switches, _ code: inout Code
  ) {
    let old = code.register()
    let first = code.load(top, .relaxed)
    code.set(old, first)
    code.forever { code, exit, _ in
      code.store(node[1], .register(old), .relaxed)
      let swap = code.compareExchange(
        top, .register(old), node, switches.access("PO", .release))
      code.set(old, swap.old)
      code.jump(exit, if: swap.success)
    }
  }

  private static func pop(_ top: Value, _ switches: Switches, _ code: inout Code) -> Value {
    let result = code.variable(0)
    code.forever { code, exit, _ in
      let old = code.load(top, switches.access("PP", .acquire))
      code.jump(exit, if: .not(old))
      let next = code.load(old[1], .relaxed)
      let swap = code.compareExchange(top, old, next, .relaxed)
      code.when(swap.success) { code in
        code.set(result, old)
        code.jump(exit)
      }
    }
    return .register(result)
  }

  static func michaelScott(_ count: Int, _ switches: Switches) -> ConcurrentProgram {
    var memory = Memory()
    let nodes = memory.array("q", 2 * (count + 1))
    let head = memory.object("head", [nodes])
    let tail = memory.object("tail", [nodes])
    var code = Code("t", parameters: 1)
    let node = Value.register(code.variable(nodes[thread + thread + 2]))
    let enqueuers = switches.number("ENQ", count)
    code.when(thread.isLess(than: .constant(enqueuers))) { code in
      code.store(node, 42, nil)
      enqueue(node, tail, switches.access("LO", .release), &code)
      if switches.isSet("ENQ") { code.finish() }
    }
    let removed = dequeue(head, tail, &code)
    if switches.isSet("ENQ") {
      code.when(removed) { code in checkValue(removed, &code) }
    } else {
      code.assert(removed)
      checkValue(removed, &code)
    }
    return memory.program(threads: count, code)
  }

  private static func enqueue(
    _ node: Value, _ tail: Value, _ link: MemoryOrder, _ code: inout Code
  ) {
    code.forever { code, exit, again in
      let last = code.load(tail, .acquire)
      let next = code.load(last[1], .acquire)
      let now = code.load(tail, .relaxed)
      code.jump(again, if: last.differs(now))
      code.when(next) { code in
        _ = code.compareExchange(tail, last, next, .release)
        code.jump(again)
      }
      let linked = code.compareExchange(last[1], 0, node, link)
      code.when(linked.success) { code in
        _ = code.compareExchange(tail, last, node, .release)
        code.jump(exit)
      }
    }
  }

  private static func dequeue(_ head: Value, _ tail: Value, _ code: inout Code) -> Value {
    let result = code.variable(0)
    code.forever { code, exit, again in
      let first = code.load(head, .acquire)
      let last = code.load(tail, .acquire)
      let next = code.load(first[1], .acquire)
      let now = code.load(head, .relaxed)
      code.jump(again, if: first.differs(now))
      code.jump(exit, if: .not(next))
      code.when(first.equals(last)) { code in
        _ = code.compareExchange(tail, last, next, .release)
        code.jump(again)
      }
      let swap = code.compareExchange(head, first, next, .release)
      code.when(swap.success) { code in
        code.set(result, next)
        code.jump(exit)
      }
    }
    return .register(result)
  }
}
