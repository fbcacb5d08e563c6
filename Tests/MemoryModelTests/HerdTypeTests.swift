import MemoryModel
import Testing

/// What variables and registers of litmus tests hold wraps as their C types do.
@Suite struct HerdTypeTests {
  private func holds(_ text: String) throws -> Bool {
    let file = try LitmusFile(reading: text, name: "test", loopLimit: 4)
    let survey = Checker().survey(of: file.scenario, observing: file.condition.places)
    return survey.outcomes.allSatisfy {
      file.condition.holds(
        Dictionary(zip(file.condition.places, $0.values)) { first, _ in first })
    }
  }

  @Test func storesRegistersAndConditions() throws {
    #expect(
      try holds(
        """
        C types
        { uint8_t x = 300; _Bool b; int8_t s = -1; uint32_t u = 0xffffffff; unsigned short h;
          int* p = &q; int q = 7; }
        P0 (volatile uint8_t* x, _Bool* b, int8_t* s, uint32_t* u, unsigned short* h) {
          uint8_t r0 = 200; r0 += 100;
          *x = *x - 45;
          *b = 7;
          *s = 200;
          uint32_t r1 = *u + 1;
          int r2 = (*u > 0);
          uint32_t r3 = r1 - 1;
          *h = -1;
          int r4 = (int8_t)(r0 + 100);
          int r5 = *u;
          r6 = *h;
          if (r3 - 5 > 100) r7 = 1; else r7 = 2;
        }
        P1 (int** p) { int* r0 = *p; int r1 = *r0; }
        forall (x=255 /\\ x=-1 /\\ b=1 /\\ s=-56 /\\ u=4294967295 /\\ 0:r0=44 /\\ 0:r1=0 /\\ 0:r2=1
          /\\ 0:r3=-1 /\\ h=65535 /\\ 0:r4=-112 /\\ 0:r5=-1 /\\ 0:r6=65535 /\\ 0:r7=1 /\\ 1:r1=7)
        """))
  }

  private let updates = """
    C updates
    {}
    P0 (atomic_uchar* x, _Atomic(int8_t)* y) {
      r0 = atomic_fetch_sub_explicit(x, 1, memory_order_relaxed);
      r1 = atomic_fetch_add_explicit(y, 127, memory_order_relaxed);
      r2 = atomic_fetch_add_explicit(y, 1, memory_order_relaxed);
      uint8_t r3 = 255;
      r4 = atomic_compare_exchange_strong_explicit(x, &r3, 258, memory_order_relaxed,
        memory_order_relaxed);
    }
    forall (x=2 /\\ y=-128 /\\ 0:r4=1 /\\ 0:r2=127)
    """

  @Test func readModifyWrites() throws {
    #expect(try holds(updates))
    let file = try LitmusFile(reading: updates, name: "", loopLimit: 4)
    #expect(file.scenario.types[Variable("x")] == .init(bits: 8, isSigned: false))
  }

  @Test func exportedProgramsHaveTheTypes() throws {
    let file = try LitmusFile(reading: updates, name: "", loopLimit: 4)
    let program = try file.programText()
    #expect(program.contains("static _Atomic uint8_t x = 0;"))
    #expect(program.contains("#include <stdint.h>"))
    #expect(throws: LitmusExportError.self) { try file.herdText() }
  }
}
