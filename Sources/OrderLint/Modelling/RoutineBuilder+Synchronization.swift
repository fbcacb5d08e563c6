import MemoryModel

/// Functions of the C library that threads wait for each other with, besides mutexes. Their objects
/// are cells, and what they do is what a simple implementation does, with the orders that POSIX
/// promises: who waits sees what those did that it waited for.
enum Synchronization: String {
  case initBarrier = "pthread_barrier_init"
  case waitAtBarrier = "pthread_barrier_wait"
  case destroyBarrier = "pthread_barrier_destroy"
  case lockForReading = "pthread_rwlock_rdlock"
  case lockForWriting = "pthread_rwlock_wrlock"
  case tryLockForReading = "pthread_rwlock_tryrdlock"
  case tryLockForWriting = "pthread_rwlock_trywrlock"
  case unlockReadersAndWriters = "pthread_rwlock_unlock"
  case initSemaphore = "sem_init"
  case waitForSemaphore = "sem_wait"
  case tryWaitForSemaphore = "sem_trywait"
  case postSemaphore = "sem_post"
  case once = "pthread_once"
  case callOnce = "call_once"
  case equalThreads = "pthread_equal"
}

extension RoutineBuilder {
  mutating func libraryPlace(_ range: SourceRange, failing text: String? = nil) -> Int {
    var place = ModelPlace(range: range, function: function.name, language: function.language)
    place.isLibrary = true
    place.failure = text
    return owner.place(place)
  }

  mutating func call(
    _ synchronization: Synchronization, _ values: [ConcurrentProgram.Value], into: Int,
    _ range: SourceRange
  ) throws(Unsupported) {
    let object = try required(values, 0)
    let origin = libraryPlace(range)
    switch synchronization {
    case .initBarrier: try initBarrier(object, count: try required(values, 2), range)
    case .waitAtBarrier: return waitAtBarrier(object, into: into, range)
    case .destroyBarrier: destroyBarrier(object, range)
    case .lockForReading, .tryLockForReading:
      let isTry = synchronization == .tryLockForReading
      return raise(object, by: 1, isTry ? into : nil, busy: Self.busy, origin)
    case .lockForWriting: takeForWriting(object, try: nil, origin)
    case .tryLockForWriting: return takeForWriting(object, try: into, origin)
    case .unlockReadersAndWriters: unlockReadersAndWriters(object, range)
    case .initSemaphore: emit(.store(at: object, try required(values, 2), .plain), origin)
    case .waitForSemaphore, .tryWaitForSemaphore:
      let isTry = synchronization == .tryWaitForSemaphore
      return raise(object, by: -1, isTry ? into : nil, busy: -1, origin)
    case .postSemaphore:
      emit(.update(ConcurrentProgram.Update(at: object, .add, .constant(1), .release)), origin)
    case .once, .callOnce: try once(object, try required(values, 1), origin)
    case .equalThreads:
      return emit(
        .compute(into: into, .binary(.equal, object, try required(values, 1))), origin)
    }
    emit(.compute(into: into, .constant(0)), origin)
  }

  /// The numbers of the next two blocks; control goes on in the last.
  private func freshBlocks() -> (Int, Int) { (blocks.count, blocks.count + 1) }

  private static let busy = 16

  // MARK: Barriers

  private mutating func check(
    _ value: ConcurrentProgram.Value, _ range: SourceRange, _ failure: String
  ) {
    emit(.assert(value), libraryPlace(range, failing: failure))
  }

  private mutating func initBarrier(
    _ barrier: ConcurrentProgram.Value, count: ConcurrentProgram.Value, _ range: SourceRange
  ) throws(Unsupported) {
    let origin = libraryPlace(range)
    let known = makeRegister()
    emit(.load(into: known, at: barrier, .plain), origin)
    check(.not(.register(known)), range, "a barrier can be initialised that is in use")
    check(.binary(.greater, count, .constant(0)), range, "a barrier can be for no threads")
    emit(.store(at: barrier[1], .constant(0), .atomic(.relaxed)), origin)
    emit(.store(at: barrier, count, .plain), origin)
  }

  private mutating func destroyBarrier(
    _ barrier: ConcurrentProgram.Value, _ range: SourceRange
  ) {
    let origin = libraryPlace(range)
    let known = makeRegister()
    emit(.load(into: known, at: barrier, .plain), origin)
    check(.register(known), range, "a barrier can be destroyed that is not initialised")
    emit(.store(at: barrier, .constant(0), .plain), origin)
  }

  /// Arrivals are counted, over all rounds. A thread goes on once all of its round have arrived.
  private mutating func waitAtBarrier(
    _ barrier: ConcurrentProgram.Value, into: Int, _ range: SourceRange
  ) {
    let origin = libraryPlace(range)
    let (count, before, last, now) = (
      makeRegister(), makeRegister(), makeRegister(), makeRegister()
    )
    emit(.load(into: count, at: barrier, .plain), origin)
    check(.register(count), range, "threads can wait at a barrier that is not initialised")
    emit(
      .update(
        ConcurrentProgram.Update(
          into: before, at: barrier[1], .add, .constant(1), .acquireRelease)), origin)
    // The number of the last arrival of this round.
    let round = ConcurrentProgram.Value.binary(.divide, .register(before), .register(count))
    emit(
      .compute(
        into: last,
        .binary(.multiply, .binary(.add, round, .constant(1)), .register(count))), origin)
    let isLast = ConcurrentProgram.Value.binary(
      .equal, .binary(.add, .register(before), .constant(1)), .register(last))
    // PTHREAD_BARRIER_SERIAL_THREAD is for one of them: any may arrive last.
    emit(.compute(into: into, .binary(.subtract, .constant(0), isLast)), origin)
    let (head, rest) = freshBlocks()
    splitBlock(.branch(.register(into), then: rest, else: head), origin)
    emit(.load(into: now, at: barrier[1], .atomic(.acquire)), origin)
    splitBlock(
      .branch(.binary(.less, .register(now), .register(last)), then: head, else: rest), origin)
  }

  // MARK: Counters that wait

  /// Adds to a counter when that leaves something: a reader's share of a lock that writers make
  /// negative, or one less of a semaphore. A try gives up instead of waiting.
  private mutating func raise(
    _ object: ConcurrentProgram.Value, by amount: Int, _ tried: Int?, busy: Int, _ origin: Int
  ) {
    let (seen, taken) = (makeRegister(), makeRegister())
    let (head, attempt, rest) = (blocks.count, blocks.count + 1, blocks.count + 2)
    let refusal = blocks.count + 3
    splitBlock(.jump(head), origin)
    emit(.load(into: seen, at: object, .atomic(.relaxed)), origin)
    let isTaken = ConcurrentProgram.Value.binary(
      amount > 0 ? .less : .lessOrEqual, .register(seen), .constant(0))
    splitBlock(
      .branch(isTaken, then: tried == nil ? head : refusal, else: attempt), origin)
    emit(
      .compareExchange(
        ConcurrentProgram.CompareExchange(
          success: taken, at: object, expected: .register(seen),
          desired: .binary(.add, .register(seen), .constant(amount)), successOrder: .acquire,
          failureOrder: .relaxed)), origin)
    splitBlock(.branch(.register(taken), then: rest, else: head), origin)
    guard let tried else { return }
    emit(.compute(into: tried, .constant(0)), origin)
    let end = refusal + 1
    splitBlock(.jump(end), origin)
    emit(.compute(into: tried, .constant(busy)), origin)
    splitBlock(.jump(end), origin)
  }

  private mutating func takeForWriting(
    _ lock: ConcurrentProgram.Value, try tried: Int?, _ origin: Int
  ) {
    let taken = makeRegister()
    let exchange = ConcurrentProgram.Operation.compareExchange(
      ConcurrentProgram.CompareExchange(
        success: taken, at: lock, expected: .constant(0), desired: .constant(-1),
        successOrder: .acquire, failureOrder: .relaxed))
    if let tried {
      emit(exchange, origin)
      emit(
        .compute(
          into: tried, .binary(.multiply, .not(.register(taken)), .constant(Self.busy))), origin)
      return
    }
    let (head, rest) = freshBlocks()
    splitBlock(.jump(head), origin)
    emit(exchange, origin)
    splitBlock(.branch(.register(taken), then: rest, else: head), origin)
  }

  private mutating func unlockReadersAndWriters(
    _ lock: ConcurrentProgram.Value, _ range: SourceRange
  ) {
    let origin = libraryPlace(range)
    let seen = makeRegister()
    emit(.load(into: seen, at: lock, .atomic(.relaxed)), origin)
    check(.register(seen), range, "a read-write lock can be unlocked that nobody holds")
    let (writer, reader, rest) = (blocks.count, blocks.count + 1, blocks.count + 2)
    splitBlock(
      .branch(.binary(.less, .register(seen), .constant(0)), then: writer, else: reader), origin)
    emit(.store(at: lock, .constant(0), .atomic(.release)), origin)
    splitBlock(.jump(rest), origin)
    emit(.update(ConcurrentProgram.Update(at: lock, .add, .constant(-1), .release)), origin)
    splitBlock(.jump(rest), origin)
  }

  /// 1 while the function runs, 2 once it did.
  private mutating func once(
    _ flag: ConcurrentProgram.Value, _ routine: ConcurrentProgram.Value, _ origin: Int
  ) throws(Unsupported) {
    let (seen, taken) = (makeRegister(), makeRegister())
    let (head, waits, attempt, runs, rest) = (
      blocks.count, blocks.count + 1, blocks.count + 2, blocks.count + 3, blocks.count + 4
    )
    splitBlock(.jump(head), origin)
    emit(.load(into: seen, at: flag, .atomic(.acquire)), origin)
    splitBlock(
      .branch(.binary(.equal, .register(seen), .constant(2)), then: rest, else: waits), origin)
    splitBlock(
      .branch(.binary(.equal, .register(seen), .constant(1)), then: head, else: attempt), origin)
    emit(
      .compareExchange(
        ConcurrentProgram.CompareExchange(
          success: taken, at: flag, expected: .register(seen), desired: .constant(1),
          successOrder: .acquire, failureOrder: .relaxed)), origin)
    splitBlock(.branch(.register(taken), then: runs, else: head), origin)
    emit(.call(into: nil, routine: routine, arguments: threadLocalArgument), origin)
    emit(.store(at: flag, .constant(2), .atomic(.release)), origin)
    splitBlock(.jump(rest), origin)
  }

  // MARK: Condition variables

  /// A condition variable counts its signals. A waiter gives the mutex up, waits until one was
  /// counted, and takes the mutex again.
  mutating func wait(
    _ values: [ConcurrentProgram.Value], _ origin: Int
  ) throws(Unsupported) {
    let condition = try required(values, 0)
    let mutex = try required(values, 1)
    let before = makeRegister()
    let now = makeRegister()
    emit(.load(into: before, at: condition, .atomic(.relaxed)), origin)
    emit(.unlock(at: mutex), origin)
    let (head, rest) = freshBlocks()
    splitBlock(.jump(head), origin)
    emit(.load(into: now, at: condition, .atomic(.relaxed)), origin)
    splitBlock(
      .branch(.binary(.equal, .register(now), .register(before)), then: head, else: rest), origin)
    emit(.lock(at: mutex), origin)
  }
}
