// origin: own; the voices of a synthesizer are structs in an array: the owner fills in an element, and a
// method of the struct looks at the same flag and data through `self`
// orders: STORE = relaxed release; LOAD = relaxed acquire
import Atomics

struct Voice {
  let isActive = ManagedAtomic<Bool>(false)
  var frequency = 0.0

  func render(into output: UnsafeMutableBufferPointer<Double>) {
    guard isActive.load(ordering: LOAD) else { return }  // expect[LOAD=relaxed]: guard-load-without-acquire
    for frame in output.indices { output[frame] += frequency }
  }
}

final class Synthesizer {
  private var voices = [Voice]()

  init() {
    for _ in 0..<16 { voices.append(Voice()) }
  }

  func play(_ frequency: Double, on number: Int) {
    voices[number].frequency = frequency
    voices[number].isActive.store(true, ordering: STORE)  // expect[STORE=relaxed]: publish-without-release
  }

  func render(into output: UnsafeMutableBufferPointer<Double>) {
    for voice in voices { voice.render(into: output) }
  }
}
