import CKernels

/// The instruction sets the scanning kernels can use; all give the same result.
package enum ScanLevel: Int32, Sendable, Hashable, CaseIterable {
  case portable = 0
  case avx2 = 1
  case avx512 = 2

  /// The best one this processor runs.
  package static let best = ScanLevel(rawValue: prep_json_best_level()) ?? .portable

  /// Those this processor runs.
  package static var available: [ScanLevel] { allCases.filter { $0.rawValue <= best.rawValue } }
}
