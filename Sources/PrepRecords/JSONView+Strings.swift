import CKernels
import PrepSystem

extension JSONView {
  /// Appends the text of a string, its escapes resolved, as UTF-8. Appends nothing for values of other kinds.
  ///
  /// - Throws: ``JSONError`` with problem `loneSurrogate`; then nothing is appended.
  public func appendUnescaped(to bytes: inout [UInt8]) throws(JSONError) {
    guard isString else { return }
    let fault = JSONUnescaping.append(storage.pointer, contentRange, to: &bytes)
    if let fault { throw JSONError(fault.problem, at: fault.offset - base) }
  }

  /// The text of a string, its escapes resolved, as UTF-8; empty for values of other kinds.
  ///
  /// - Throws: ``JSONError`` with problem `loneSurrogate`.
  public func unescaped() throws(JSONError) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(isString ? contentRange.count : 0)
    try appendUnescaped(to: &bytes)
    return bytes
  }

  /// The text of a string, its escapes resolved; empty for values of other kinds.
  ///
  /// - Throws: ``JSONError`` with problem `loneSurrogate`.
  public func string() throws(JSONError) -> String { String(decoding: try unescaped(), as: UTF8.self) }

  /// Whether the value is a string whose text, escapes resolved, has exactly these bytes.
  public func textEquals(_ wanted: UnsafeRawBufferPointer) -> Bool {
    guard isString else { return false }
    let range = contentRange
    let text = storage.pointer + range.lowerBound
    guard Memory.offset(of: UInt8(ascii: "\\"), from: text, range.count) != nil else {
      return range.count == wanted.count
        && (wanted.count == 0 || wanted.baseAddress.map { Memory.areEqual(text, $0, wanted.count) } ?? false)
    }
    var bytes: [UInt8] = []
    guard JSONUnescaping.append(storage.pointer, range, to: &bytes) == nil, bytes.count == wanted.count else {
      return false
    }
    return bytes.withUnsafeBytes { $0.elementsEqual(wanted) }
  }

  /// The first key of an object that stood there before, compared with its escapes resolved; nil when all differ.
  ///
  /// - Complexity: O(text of the keys), expected.
  public var duplicateKey: JSONView? {
    guard isObject else { return nil }
    return DuplicateKeys.first(in: self)
  }

  /// The positions of the text between the quotes of a string.
  var contentRange: Range<Int> { start + 1..<endNode }
}

/// Resolves the escapes of validated strings.
package enum JSONUnescaping {
  /// Appends the text of a range inside the quotes; returns a fault whose offset counts from `bytes`.
  package static func append(_ bytes: UnsafePointer<UInt8>, _ range: Range<Int>, to output: inout [UInt8]) -> JSONError?
  {
    var fault: JSONError?
    output.append(addingCapacity: range.count) { span in
      span.withUnsafeMutableBufferPointer { room, count in
        guard let target = room.baseAddress, range.count > 0 else { return }
        let length = prep_json_unescape(
          ScanLevel.best.rawValue, bytes + range.lowerBound, range.count, target + count)
        if length < 0 { fault = .loneSurrogate(at: range.lowerBound - 1 - length) } else { count += length }
      }
    }
    return fault
  }

  /// Writes text from inside the quotes to where there is room for as many bytes; returns how many it became, nil for
  /// what ``append`` faults.
  package static func write(_ bytes: UnsafePointer<UInt8>, count: Int, to target: UnsafeMutablePointer<UInt8>) -> Int? {
    let length = prep_json_unescape(ScanLevel.best.rawValue, bytes, count, target)
    return length < 0 ? nil : length
  }
}
