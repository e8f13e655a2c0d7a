import CKernels
import CUnicodeTables

/// Finds the ends of pieces for 64 bytes at a time, with the vector instructions the machine has. Gives what
/// ``ScalarScanner`` gives.
///
/// The kernel works on masks of classes. Where a class is rare or a rule looks far (numbers and spaces beyond ASCII,
/// marks within words, bytes that are no character), it stops, and the scalar scanner goes on for some pieces.
struct MaskScanner {
  /// The sets of instructions there are kernels for.
  enum Variant: Int32, CaseIterable {
    case portable, avx2, avx512

    /// The best one of this machine; those before it work too.
    static let best = Variant(rawValue: prep_split_best()) ?? .portable
  }

  /// The kernel wants room for a block and the end of the text.
  private static let leastRoom = 65

  private var rules = prep_split_rules()
  private let scheme: SplitScheme
  private let variant: Int32

  /// nil for patterns the kernel does not know.
  init?(_ scheme: SplitScheme, variant: Variant = .best) {
    self.scheme = scheme
    self.variant = variant.rawValue
    rules.class_pages = prep_class_pages_pointer()
    rules.class_bits = prep_class_bits_pointer()
    rules.number_limit = .max
    switch scheme {
    case .spacedWords(let given):
      guard given.numbers == .likeWords else { return nil }
      rules.family = 0
      rules.contractions = 1
    case .prefixedWords(let given):
      rules.family = 1
      rules.contractions = 1
      rules.marks_are_letters = given.marksAreLetters ? 1 : 0
      rules.whole_at_end = given.trailingSpaceIsWhole ? 1 : 0
      rules.number_limit = UInt32(clamping: given.numberLimit)
    case .casedWords(let given):
      guard !given.hanRuns else { return nil }
      rules.family = 2
      rules.contractions = given.contractions ? 1 : 0
      rules.slashes = given.slashesEndPunctuation ? 1 : 0
      rules.number_limit = UInt32(clamping: given.numberLimit)
    case .deepSeek, .falcon, .general: return nil
    }
  }

  /// As `TextSplitter.fill`.
  func fill(_ text: UnsafePointer<UInt8>, _ size: Int, from: Int, into ends: UnsafeMutableBufferPointer<UInt32>) -> Int
  {
    guard let base = ends.baseAddress else { return 0 }
    let scanner = ScalarScanner(text: text, count: size)
    var position = from
    var written = 0
    while position < size {
      var unsure = position
      if ends.count &- written >= Self.leastRoom {
        let count = withUnsafePointer(to: rules) {
          prep_split(variant, $0, text, size, position, base + written, ends.count &- written, &unsure)
        }
        if count > 0 {
          written &+= count
          position = Int(base[written &- 1])
          if position == size { break }
        }
        if ends.count &- written < Self.leastRoom { break }
      } else if written > 0 {
        break
      }
      repeat {
        let rest = UnsafeMutableBufferPointer(start: base + written, count: min(4, ends.count &- written))
        let count = TextSplitter.fillOneByOne(scanner, scheme, from: position, into: rest)
        written &+= count
        if count == 0 { return written }
        position = Int(base[written &- 1])
      } while position <= unsure && position < size && written < ends.count
    }
    return written
  }
}
