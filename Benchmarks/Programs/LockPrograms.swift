import MemoryModel

// MARK: - Locks

extension ScalingPrograms {
  static func mutex(_ count: Int) -> ConcurrentProgram {
    var memory = Memory()
    let lock = memory.object("m")
    let shared = memory.object("s")
    var code = Code("t", parameters: 1)
    code.emit(.lock(at: lock))
    let old = code.load(shared, nil)
    code.store(shared, old + 1, nil)
    code.emit(.unlock(at: lock))
    return memory.program(threads: count, code) { _ in
    } end: { main in
      let total = main.load(shared, nil)
      main.assert(total.equals(.constant(count)))
    }
  }

  static func testAndSet(_ count: Int, _ switches: Switches) -> ConcurrentProgram {
    locked(count, switches) { code, lock in
      code.spin { $0.update(lock, .exchange, 1, switches.access("O", .acquire)) }
    }
  }

  static func compareAndSet(_ count: Int, _ switches: Switches) -> ConcurrentProgram {
    locked(count, switches) { code, lock in
      code.spin { code in
        .not(code.compareExchange(lock, 0, 1, switches.access("O", .acquire)).success)
      }
    }
  }

  static func testAndTestAndSet(_ count: Int, _ switches: Switches) -> ConcurrentProgram {
    locked(count, switches) { code, lock in
      code.spin { code in
        code.spin { $0.load(lock, .relaxed) }
        return code.update(lock, .exchange, 1, switches.access("O", .acquire))
      }
    }
  }

  /// Threads that take a lock of one cell, touch a plain object, and store 0 to the lock.
  private static func locked(
    _ count: Int, _ switches: Switches, _ acquire: (inout Code, Value) -> Void
  ) -> ConcurrentProgram {
    var memory = Memory()
    let lock = memory.object("l")
    let shared = memory.object("s")
    var code = Code("t", parameters: 1)
    acquire(&code, lock)
    touch(shared, &code)
    code.store(lock, 0, switches.access("U", .release))
    return memory.program(threads: count, code)
  }

  static func ticket(_ count: Int, _ switches: Switches) -> ConcurrentProgram {
    var memory = Memory()
    let next = memory.object("nx")
    let owner = memory.object("ow")
    let shared = memory.object("s")
    var code = Code("t", parameters: 1)
    let mine = code.update(next, .add, 1, .relaxed)
    code.spin { code in code.load(owner, switches.access("O", .acquire)).differs(mine) }
    touch(shared, &code)
    code.store(owner, mine + 1, switches.access("U", .release))
    return memory.program(threads: count, code)
  }

  /// Nodes of two cells: next, locked.
  static func mcs(_ count: Int, _ switches: Switches) -> ConcurrentProgram {
    var memory = Memory()
    let nodes = memory.array("q", 2 * count)
    let tail = memory.object("tail")
    let shared = memory.object("s")
    var code = Code("t", parameters: 1)
    let me = Value.register(code.variable(nodes[thread + thread]))
    code.store(me, 0, .relaxed)
    code.store(me[1], 1, .relaxed)
    let previous = code.update(tail, .exchange, me, switches.access("A1", .acquireRelease))
    code.when(previous) { code in
      code.store(previous, me, .release)
      code.spin { $0.load(me[1], .acquire) }
    }
    touch(shared, &code)
    let next = code.register()
    let successor = code.load(me, .acquire)
    code.set(next, successor)
    code.when(.not(.register(next))) { code in
      let done = code.label()
      let swap = code.compareExchange(tail, me, 0, .acquireRelease)
      code.when(swap.success) { $0.finish() }
      code.forever { code, exit, _ in
        let successor = code.load(me, .acquire)
        code.set(next, successor)
        code.jump(exit, if: .register(next))
      }
      code.place(done)
    }
    code.store(Value.register(next)[1], 0, switches.access("U", .release))
    return memory.program(threads: count, code)
  }
}

// MARK: - Protocols around plain data

extension ScalingPrograms {
  static func doubleChecked(_ count: Int, _ switches: Switches) -> ConcurrentProgram {
    var memory = Memory()
    let ready = memory.object("init")
    let lock = memory.object("m")
    let object = memory.object("obj")
    var code = Code("t", parameters: 1)
    let seen = code.load(ready, switches.access("O", .acquire))
    code.when(.not(seen)) { code in
      code.emit(.lock(at: lock))
      let again = code.load(ready, .relaxed)
      code.when(.not(again)) { code in
        code.store(object, 42, nil)
        code.store(ready, 1, switches.access("U", .release))
      }
      code.emit(.unlock(at: lock))
    }
    let value = code.load(object, nil)
    code.assert(value.equals(42))
    return memory.program(threads: count, code)
  }

  static func referenceCount(_ count: Int, _ switches: Switches) -> ConcurrentProgram {
    var memory = Memory()
    let references = memory.object("rc", [.constant(count)])
    let objects = memory.array("obj", count)
    var code = Code("t", parameters: 1)
    code.store(objects[thread], 1, nil)
    let old = code.update(references, .add, .constant(-1), switches.access("D", .release))
    code.when(old.equals(1)) { code in
      code.fence(switches.order("FA", .acquire))
      for index in 0..<count {
        let value = code.load(objects[.constant(index)], nil)
        code.assert(value.equals(1))
      }
    }
    return memory.program(threads: count, code)
  }

  static func readCopyUpdate(_ count: Int, _ switches: Switches) -> ConcurrentProgram {
    var memory = Memory()
    let active = memory.array("act", count)
    let data = memory.array("data", 2, of: 1)
    let current = memory.object("cur")
    var code = Code("t", parameters: 1)
    code.when(thread.equals(0)) { code in
      code.store(data[1], 1, nil)
      code.store(current, 1, .release)
      code.fence(switches.order("FW", .sequentiallyConsistent))
      for reader in 1..<max(count, 2) {
        code.spin { $0.load(active[.constant(reader)], .acquire) }
      }
      code.store(data, 0, nil)
    } otherwise: { code in
      code.store(active[thread], 1, .relaxed)
      code.fence(switches.order("FR", .sequentiallyConsistent))
      let which = code.load(current, .acquire)
      let value = code.load(data[which], nil)
      code.assert(value.equals(1))
      code.store(active[thread], 0, .release)
    }
    return memory.program(threads: count, code)
  }

  /// One producer, one consumer, two places.
  static func ringBuffer(_ switches: Switches) -> ConcurrentProgram {
    let items = switches.number("K", 2)
    var memory = Memory()
    let head = memory.object("h")
    let tail = memory.object("tl")
    let buffer = memory.array("buf", 2)
    var code = Code("t", parameters: 1)
    let k = code.variable(0)
    code.when(thread.equals(0)) { code in
      code.forever { code, exit, _ in
        code.jump(exit, if: .not(Value.register(k).isLess(than: .constant(items))))
        let place = code.load(tail, .relaxed)
        code.spin { code in
          .not((place - code.load(head, .acquire)).isLess(than: 2))
        }
        code.store(buffer[place % 2], .register(k) + 1, nil)
        code.store(tail, place + 1, switches.access("U", .release))
        code.set(k, .register(k) + 1)
      }
    } otherwise: { code in
      code.forever { code, exit, _ in
        code.jump(exit, if: .not(Value.register(k).isLess(than: .constant(items))))
        let place = code.load(head, .relaxed)
        code.spin { $0.load(tail, .acquire).equals(place) }
        let value = code.load(buffer[place % 2], nil)
        code.assert(value.equals(.register(k) + 1))
        code.store(head, place + 1, .release)
        code.set(k, .register(k) + 1)
      }
    }
    return memory.program(threads: 2, code)
  }

  static func sequenceLock(
    _ count: Int, _ switches: Switches, retries: Bool
  ) -> ConcurrentProgram {
    var memory = Memory()
    let sequence = memory.object("seq")
    let (a, b) = (memory.object("a"), memory.object("b"))
    var code = Code("t", parameters: 1)
    code.when(thread.equals(0)) { code in
      for write in 1...max(switches.number("W", 1), 1) {
        let old = code.load(sequence, .relaxed)
        code.store(sequence, old + 1, .relaxed)
        code.fence(switches.order("F1", .release))
        code.store(a, .constant(write), .relaxed)
        code.store(b, .constant(write), .relaxed)
        code.store(sequence, old + 2, switches.access("WO", .release))
      }
      code.finish()
    }
    code.forever { code, exit, again in
      let first = code.load(sequence, switches.access("RO", .acquire))
      if !retries { code.when(first & 1) { $0.finish() } }
      let (x, y) = (code.load(a, .relaxed), code.load(b, .relaxed))
      code.fence(switches.order("F2", .acquire))
      let second = code.load(sequence, .relaxed)
      let isBad = first.differs(second) | (first & 1)
      if retries { code.jump(again, if: isBad) } else { code.jump(exit, if: isBad) }
      code.assert(x.equals(y))
      code.assert(x.equals(first / 2))
      code.jump(exit)
    }
    return memory.program(threads: count, code)
  }
}
