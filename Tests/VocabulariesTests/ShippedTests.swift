import MemoryModel
import Testing

@testable import Vocabularies

@Suite struct ShippedTests {
  @Test func everyFileIsReadAndHasANameOfItsOwn() throws {
    var names: Set<String> = []
    for text in ShippedVocabularies.texts {
      let vocabulary = try LibraryVocabulary.parse(text)
      #expect(names.insert(vocabulary.name).inserted, "\(vocabulary.name) is there twice")
      #expect(!vocabulary.title.isEmpty)
      #expect(
        !vocabulary.entries.isEmpty || !vocabulary.classes.isEmpty || !vocabulary.handlers.isEmpty,
        "\(vocabulary.name) is empty")
      #expect(!(vocabulary.includes + vocabulary.defines).isEmpty, "\(vocabulary.name)")
    }
    #expect(names.count >= 20)
  }

  /// One name of each library, and what its documentation says of it.
  @Test(arguments: [
    ("ck_pr_load_uint", VocabularyEntry.Kind.load, VocabularyEntry.Order.known(.relaxed)),
    ("ck_pr_fence_store", .fence, .known(.release)),
    ("ck_pr_add_64", .update(.add), .known(.relaxed)),
    ("uatomic_xchg", .update(.exchange), .argument(2, otherwise: .full)),
    ("cmm_smp_rmb", .fence, .known(.acquire)),
    ("smp_store_release", .store, .known(.release)),
    ("atomic_fetch_or_acquire", .update(.or), .known(.acquire)),
    ("rte_smp_wmb", .fence, .known(.release)),
    ("qatomic_fetch_inc", .update(.add), .known(.sequentiallyConsistent)),
    ("g_atomic_int_get", .load, .known(.sequentiallyConsistent)),
    ("pg_atomic_fetch_add_u32", .update(.add), .full),
    ("pg_atomic_read_u64", .load, .known(.relaxed)),
    ("HA_ATOMIC_STORE", .store, .known(.release)),
    ("_HA_ATOMIC_STORE", .store, .known(.relaxed)),
    (
      "opal_atomic_compare_exchange_strong_acq_32", .compareExchange(isWeak: false),
      .known(.acquire)
    ),
    ("_InterlockedExchangePointer", .update(.exchange), .full),
    ("InterlockedIncrementRelease", .update(.add), .known(.release)),
    ("OSAtomicAdd32", .update(.add), .known(.relaxed)),
    ("OSAtomicAdd32Barrier", .update(.add), .full),
    ("AO_load_acquire", .load, .known(.acquire)),
    ("tsan_st_rel", .store, .known(.release)),
  ])
  func namesMeanWhatTheirLibrariesSay(
    name: String, kind: VocabularyEntry.Kind, order: VocabularyEntry.Order
  ) throws {
    let found = ShippedVocabularies.all.compactMap { $0.operation(named: name) }
    #expect(found.contains { $0.entry.kind == kind && $0.entry.order == order }, "\(found)")
  }

  /// What installs handlers counts without a sign of the library, unless the library is left out.
  @Test func installersOfHandlersAreThoseOfAllButTheDisabled() {
    let all = VocabularySelection().installers
    #expect(VocabularySelection(disabled: ["posix"]).installers != all)
    #expect(VocabularySelection(disabled: ["varnish"]).installers == all)
  }

  @Test func vocabulariesAreChosenByWhatAProgramIncludesOrDefines() {
    var selection = VocabularySelection()
    let none = selection.choose(includes: ["stdio.h"], isDefined: { _ in false })
    #expect(none.isEmpty)
    let byInclude = selection.choose(includes: ["ck_pr.h"], isDefined: { _ in false })
    #expect(byInclude.vocabularies.map(\.name) == ["concurrencykit"])
    let byDefinition = selection.choose(includes: [], isDefined: { $0 == "VWMB" })
    #expect(byDefinition.vocabularies.map(\.name) == ["varnish"])
    let byFolder = selection.choose(
      includes: ["absl/synchronization/mutex.h"], isDefined: { _ in false })
    #expect(byFolder.vocabularies.map(\.name) == ["absl"])
    selection.disabled = ["varnish"]
    selection.enabled = ["glib"]
    let chosen = selection.choose(includes: [], isDefined: { $0 == "VWMB" })
    #expect(chosen.vocabularies.map(\.name) == ["glib"])
  }
}
