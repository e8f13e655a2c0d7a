import CKernels
import CUnicodeTables

/// The tables of characters that the kernel of words asks.
enum WordTables {
  /// SAFETY: of `nonisolated(unsafe)`: it is made once and never changed; the tables in it are constants of the program.
  nonisolated(unsafe) static let shared: UnsafePointer<prep_word_tables> = {
    let tables = UnsafeMutablePointer<prep_word_tables>.allocate(capacity: 1)
    tables.initialize(
      to: prep_word_tables(
        class_pages: prep_word_class_pages_pointer(), classes: prep_word_class_pointer(),
        casefold_pages: prep_casefold_pages_pointer(), casefold: prep_casefold_pointer(),
        casefold_offsets: prep_casefold_offsets_pointer(), casefold_scalars: prep_casefold_scalars_pointer(),
        pair_count: Int(PREP_WORD_PAIRS), pairs: prep_word_pairs_pointer(), composed: prep_word_composed_pointer(),
        parted: prep_word_parted_pointer(), parts: prep_word_parts_pointer()))
    return UnsafePointer(tables)
  }()
}
