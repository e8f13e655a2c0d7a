import PrepDiagnostics

/// Which columns of numbers fit a terminal.
struct ReportLayout {
  /// The columns of the terminal.
  private let width: Int
  /// The numbers that are shown: their places among all, and how wide each is.
  private let cells: [(place: Int, width: Int)]

  /// - Parameter width: The columns of the terminal.
  init(width: Int) {
    self.width = width
    let all = Array([11, 6, 6, 7, 7, 7, 8].enumerated()).map { (place: $0.offset, width: $0.element) }
    // Least, median and greatest say most.
    cells = width >= 68 ? all : all.filter { [1, 3, 6].contains($0.place) }
  }

  private var nameWidth: Int { width >= 68 ? 16 : 14 }
  /// The columns for the name of a label.
  var labelWidth: Int { width >= 68 ? 24 : 14 }
  /// The columns for a bar beside a label.
  var barWidth: Int { max(0, min(30, width - labelWidth - 22)) }
  /// How many strategies of packing are shown.
  var strategies: Int { max(1, (width - 28) / 10) }

  /// A text of the data, as it can be shown, that takes so many columns at most.
  func shortened(_ text: String, _ columns: Int) -> String {
    let text = text.printable
    return text.count > columns ? String(text.prefix(columns - 1)) + "…" : text
  }

  /// A line of numbers with a small picture of them, where there is room for one.
  func row(_ name: String, _ numbers: [String], _ picture: String) -> String {
    let label = shortened(name, nameWidth)
    var line = label + String(repeating: " ", count: nameWidth - label.count)
    for cell in cells where cell.place < numbers.count {
      let number = numbers[cell.place]
      line += String(repeating: " ", count: max(1, cell.width - number.count)) + number
    }
    return picture.isEmpty || line.count + 1 + picture.count > max(width, 80) || width < 80
      ? line : line + " " + picture
  }
}
