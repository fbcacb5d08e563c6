import Synchronization

final class message {
  var key = 0
  var value = 0
  let ready = Atomic<Bool>(false)
}

func send(_ m: message, _ key: Int) {
  m.key = key
  m.value = key * 2
  m.ready.store(true, ordering: .relaxed)
}

func receive(_ m: message) -> Int {
  if !m.ready.load(ordering: .acquiring) { return -1 }
  return m.key + m.value
}
