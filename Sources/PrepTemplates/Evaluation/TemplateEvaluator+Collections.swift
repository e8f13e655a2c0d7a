extension TemplateEvaluator {
  /// What `select`, `reject`, `selectattr` and `rejectattr` keep.
  func chosen(_ filter: TemplateFilter, _ value: TemplateValue, _ arguments: EvaluatedArguments) throws(TemplateFailure)
    -> TemplateValue
  {
    guard truth(of: value) else { return .generator(TemplateGenerator([])) }
    return try late { () throws(TemplateFailure) in
      let byAttribute = filter == .selectattr || filter == .rejectattr
      let keeps = filter == .select || filter == .selectattr
      var rest = arguments.positional[...]
      var name = TemplateValue.none
      if byAttribute {
        guard let attribute = rest.popFirst() else { throw failure("'\(filter.rawValue)' needs a name") }
        name = attribute
      }
      var test: TemplateTest?
      if let title = rest.popFirst() {
        guard case .text(let word) = title else { throw failure("a test is named by a string") }
        test = TemplateTest(named: String(decoding: word.bytes, as: UTF8.self))
        guard test != nil else {
          throw failure("there is no test '\(String(decoding: word.bytes, as: UTF8.self))'", .unsupported)
        }
      }
      let operands = Array(rest) + arguments.named.map(\.value)
      return try generated(from: value) { (element, kept) throws(TemplateFailure) in
        let subject = byAttribute ? try path(name, of: element) : element
        let holds =
          try test.map { (test) throws(TemplateFailure) in try self.test(test, subject, operands) }
          ?? truth(of: subject)
        if holds == keeps { kept.append(element) }
      }
    }
  }

  /// A generator that fails when it is asked, where making it does.
  private func late(_ make: () throws(TemplateFailure) -> TemplateValue) throws(TemplateFailure) -> TemplateValue {
    do throws(TemplateFailure) { return try make() } catch {
      guard error.code != .limit else { throw error }
      return .generator(TemplateGenerator([], failure: error))
    }
  }

  /// What `map` makes of each element.
  func mapped(_ value: TemplateValue, _ arguments: EvaluatedArguments) throws(TemplateFailure) -> TemplateValue {
    guard truth(of: value) else { return .generator(TemplateGenerator([])) }
    return try late { () throws(TemplateFailure) in
      if arguments.positional.isEmpty, let name = arguments.named.first(where: { $0.name == "attribute" })?.value {
        let initial = arguments.named.first { $0.name == "default" }?.value
        return try generated(from: value) { (element, result) throws(TemplateFailure) in
          result.append(try path(name, of: element, initial: initial))
        }
      }
      guard case .text(let title)? = arguments.positional.first else {
        throw failure("'map' needs a filter or an attribute")
      }
      let word = String(decoding: title.bytes, as: UTF8.self)
      guard let filter = TemplateFilter(rawValue: word) else {
        throw failure("there is no filter '\(word)'", .unsupported)
      }
      let rest = EvaluatedArguments(positional: Array(arguments.positional.dropFirst()), named: arguments.named)
      return try generated(from: value) { (element, result) throws(TemplateFailure) in
        result.append(try contained(self.filter(filter, element, rest)))
      }
    }
  }

  /// What is made of each element, with a failure at the place of the element that it meets.
  private func generated(
    from value: TemplateValue, _ body: (TemplateValue, inout [TemplateValue]) throws(TemplateFailure) -> Void
  ) throws(TemplateFailure) -> TemplateValue {
    var result: [TemplateValue] = []
    do throws(TemplateFailure) {
      for element in try elements(of: value) {
        try work()
        try body(element, &result)
      }
    } catch {
      guard error.code == .evaluation else { throw error }
      return .generator(TemplateGenerator(result, failure: error))
    }
    return .generator(TemplateGenerator(result))
  }

  /// A member named by a string, or by a number.
  ///
  /// - Parameter initial: What stands for a member that is not there.
  func path(_ name: TemplateValue, of value: TemplateValue, initial: TemplateValue? = nil) throws(TemplateFailure)
    -> TemplateValue
  {
    if case .text(let text) = name { return try path(text.bytes, of: value, initial: initial) }
    let found = try item(name, of: value)
    return found.isUndefined ? initial ?? found : found
  }

  /// What `sort` compares: a list of the members that `a,b` names, of one, or of the element itself.
  private func sortKey(_ name: TemplateValue?, of value: TemplateValue, _ isCaseSensitive: Bool)
    throws(TemplateFailure) -> TemplateValue
  {
    var found: [TemplateValue] = []
    switch name {
    case nil, .some(.none): found = [value]
    case .text(let text):
      for part in text.bytes.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false) {
        found.append(try path(Array(part), of: value))
      }
    case .some(let name): found = [try path(name, of: value)]
    }
    return .list(found.map { fold($0, isCaseSensitive) })
  }

  /// A member, or a member of a member: `function.name`.
  func path(_ name: [UInt8], of value: TemplateValue, initial: TemplateValue? = nil) throws(TemplateFailure)
    -> TemplateValue
  {
    var value = value
    for part in name.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false) {
      let text = String(decoding: part, as: UTF8.self)
      value = try item(Int(text).map { .integer($0) } ?? .text(text), of: value)
      if value.isUndefined, let initial { value = initial }
    }
    return value
  }

  /// The filters that look at all elements together.
  func collected(_ filter: TemplateFilter, _ value: TemplateValue, _ arguments: EvaluatedArguments)
    throws(TemplateFailure) -> TemplateValue
  {
    let elements = try elements(of: value)
    func flag(_ index: Int, _ name: String) -> Bool { arguments.value(index, name).map { truth(of: $0) } ?? false }
    /// What elements are compared by.
    func key(_ element: TemplateValue, _ name: TemplateValue?, _ isCaseSensitive: Bool) throws(TemplateFailure)
      -> TemplateValue
    {
      var found = element
      if let name, !isNone(name) { found = try path(name, of: element) }
      return fold(found, isCaseSensitive)
    }
    switch filter {
    case .sort:
      var keys: [TemplateValue] = []
      for element in elements {
        keys.append(try sortKey(arguments.value(2, "attribute"), of: element, flag(1, "case_sensitive")))
      }
      return .list(try sorted(keys, flag(0, "reverse")).map { elements[$0] })
    case .unique:
      var kept: [TemplateValue] = []
      var seen: Set<TemplateKey> = []
      for element in elements {
        let found = try key(element, arguments.value(1, "attribute"), flag(0, "case_sensitive"))
        guard let place = TemplateKey(found) else {
          throw failure("values of type \(found.typeName) cannot be told apart")
        }
        if seen.insert(place).inserted { kept.append(element) }
      }
      return .generator(TemplateGenerator(kept))
    case .groupby: return try grouped(elements, arguments)
    case .min, .max:
      guard var best = elements.first else { return .undefined("no item") }
      var bestKey = try key(best, arguments.value(1, "attribute"), flag(0, "case_sensitive"))
      for element in elements.dropFirst() {
        let found = try key(element, arguments.value(1, "attribute"), flag(0, "case_sensitive"))
        let order = try order(found, bestKey)
        if filter == .min ? order < 0 : order > 0 { (best, bestKey) = (element, found) }
      }
      return best
    case .sum:
      var total = arguments.value(1, "start") ?? TemplateValue.integer(0)
      for element in elements {
        let name = arguments.value(0, "attribute")
        if case .text = total { throw failure("strings cannot be summed up") }
        total = try operate(
          .add, total,
          name.map { (name) throws(TemplateFailure) in isNone(name) ? element : try path(name, of: element) } ?? element
        )
      }
      return total
    case .slice: return try sliced(elements, arguments)
    default:
      let size = try arguments.value(0, "linecount").map { (value) throws(TemplateFailure) in try integer(value) } ?? 1
      guard size > 0 else { throw failure("'batch' needs a size above 0") }
      let filler = arguments.value(1, "fill_with").flatMap { isNone($0) ? nil : $0 }
      try check(elements: size)
      return .generator(
        TemplateGenerator(
          stride(from: 0, to: elements.count, by: size).map { start in
            var part = Array(elements[start..<Swift.min(start + size, elements.count)])
            if let filler { while part.count < size { part.append(filler) } }
            return .list(part)
          }))
    }
  }

  func isNone(_ value: TemplateValue) -> Bool { if case .none = value { true } else { false } }

  private func sliced(_ elements: [TemplateValue], _ arguments: EvaluatedArguments) throws(TemplateFailure)
    -> TemplateValue
  {
    guard let slices = try arguments.value(0, "slices").map({ (value) throws(TemplateFailure) in try integer(value) }),
      slices > 0
    else {
      throw failure("'slice' needs a number of slices")
    }
    try check(elements: slices)
    let filler = arguments.value(1, "fill_with").flatMap { isNone($0) ? nil : $0 }
    let (size, more) = elements.count.quotientAndRemainder(dividingBy: slices)
    var start = 0
    var result: [TemplateValue] = []
    for slice in 0..<slices {
      let end = start + size + (slice < more ? 1 : 0)
      var part = Array(elements[start..<end])
      if let filler, slice >= more { part.append(filler) }
      result.append(.list(part))
      start = end
    }
    return .generator(TemplateGenerator(result))
  }

  private func grouped(_ elements: [TemplateValue], _ arguments: EvaluatedArguments) throws(TemplateFailure)
    -> TemplateValue
  {
    guard let name = arguments.value(0, "attribute") else { throw failure("'groupby' needs an attribute") }
    let initial = arguments.value(1, "default")
    let isCaseSensitive = arguments.value(2, "case_sensitive").map { truth(of: $0) } ?? false
    var found: [TemplateValue] = []
    var keys: [TemplateValue] = []
    for element in elements {
      var value = try path(name, of: element)
      if value.isUndefined, let initial { value = initial }
      found.append(value)
      keys.append(fold(value, isCaseSensitive))
    }
    var groups: [(key: TemplateValue, grouper: TemplateValue, elements: [TemplateValue])] = []
    for place in try sorted(keys, false) {
      if let last = groups.last, try equal(last.key, keys[place]) {
        groups[groups.count - 1].elements.append(elements[place])
      } else {
        groups.append((keys[place], found[place], [elements[place]]))
      }
    }
    return .list(groups.map { .list(TemplateList(elements: [$0.grouper, .list($0.elements)], kind: .group)) })
  }

  /// The pairs of a dictionary in order.
  func sortedMembers(_ value: TemplateValue, _ arguments: EvaluatedArguments) throws(TemplateFailure) -> TemplateValue {
    guard case .object(let object) = value else {
      throw failure("'dictsort' needs a dictionary, not a value of type \(value.typeName)")
    }
    let isCaseSensitive = arguments.value(0, "case_sensitive").map { truth(of: $0) } ?? false
    var byValue = false
    if let by = arguments.value(1, "by") {
      guard case .text(let word) = by, word.bytes == Array("key".utf8) || word.bytes == Array("value".utf8) else {
        throw failure("'dictsort' sorts by 'key' or 'value'")
      }
      byValue = word.bytes == Array("value".utf8)
    }
    let keys = (byValue ? object.values : object.keys).map { fold($0, isCaseSensitive) }
    let order = try sorted(keys, arguments.value(2, "reverse").map { truth(of: $0) } ?? false)
    return .list(order.map { .tuple([object.keys[$0], object.values[$0]], object.origin.ofPart) })
  }

  private func fold(_ value: TemplateValue, _ isCaseSensitive: Bool) -> TemplateValue {
    guard !isCaseSensitive else { return value }
    switch value {
    case .text(let text): return .text(TextEditing.cased(text, .lower))
    default: return value
    }
  }

  /// The places of keys in order, equal ones as they stood.
  private func sorted(_ keys: [TemplateValue], _ isReversed: Bool) throws(TemplateFailure) -> [Int] {
    var order = Array(keys.indices)
    var buffer = order
    var width = 1
    while width < order.count {
      for start in stride(from: 0, to: order.count, by: 2 * width) {
        var left = start
        var right = Swift.min(start + width, order.count)
        let middle = right
        let end = Swift.min(start + 2 * width, order.count)
        for place in start..<end {
          var takesLeft = right >= end
          if !takesLeft, left < middle {
            let comparison = try self.order(keys[order[left]], keys[order[right]])
            takesLeft = isReversed ? comparison >= 0 : comparison <= 0
          }
          if takesLeft {
            buffer[place] = order[left]
            left += 1
          } else {
            buffer[place] = order[right]
            right += 1
          }
        }
      }
      swap(&order, &buffer)
      width *= 2
    }
    return order
  }
}
