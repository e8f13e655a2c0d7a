/// The classes of a set by their numbers, for models with a head that tells them apart.
public struct ClassLabels: Sendable, Equatable {
  /// How the class of each number is called; nil where labels are numbers already.
  public let names: [[UInt8]]?
  private let numbers: [[UInt8]: UInt8]

  /// The most classes that a set can have.
  public static let most = 256

  /// Labels that are numbers from 0 to 255.
  public static let numbers = ClassLabels()

  private init() {
    names = nil
    numbers = [:]
  }

  /// Classes with these names, the first of which is 0; nil for too many, and for a name that stands there twice.
  public init?(names: [[UInt8]]) {
    guard names.count <= Self.most, Set(names).count == names.count else { return nil }
    self.names = names
    numbers = Dictionary(uniqueKeysWithValues: names.enumerated().map { ($1, UInt8($0)) })
  }

  /// The number of a label; nil for one that is no class.
  public func number(of label: [UInt8]) -> UInt8? {
    names == nil ? UInt8(String(decoding: label, as: UTF8.self)) : numbers[label]
  }
}
