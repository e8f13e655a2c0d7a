/// The number of a token in its vocabulary.
public typealias Token = UInt32
