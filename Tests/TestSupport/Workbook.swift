/// A ZIP archive of stored files; a claimed size stands in the directory instead of the true one.
public func archive(_ files: [(name: String, text: String)], claiming size: UInt32? = nil) -> [UInt8] {
  var bytes: [UInt8] = []
  var directory: [UInt8] = []
  func word(_ value: UInt16) -> [UInt8] { [UInt8(truncatingIfNeeded: value), UInt8(truncatingIfNeeded: value >> 8)] }
  func double(_ value: UInt32) -> [UInt8] {
    word(UInt16(truncatingIfNeeded: value)) + word(UInt16(truncatingIfNeeded: value >> 16))
  }
  for file in files {
    let (name, data) = (Array(file.name.utf8), Array(file.text.utf8))
    var checksum = ~UInt32(0)
    for byte in data {
      checksum ^= UInt32(byte)
      for _ in 0..<8 { checksum = checksum >> 1 ^ (checksum & 1 == 1 ? 0xEDB8_8320 : 0) }
    }
    let sizes = double(~checksum) + double(UInt32(data.count)) + double(size ?? UInt32(data.count))
    let offset = double(UInt32(bytes.count))
    bytes +=
      [0x50, 0x4B, 3, 4] + word(20) + word(0) + word(0) + double(0) + sizes + word(UInt16(name.count)) + word(0) + name
      + data
    directory +=
      [0x50, 0x4B, 1, 2] + word(20) + word(20) + word(0) + word(0) + double(0) + sizes + word(UInt16(name.count))
    directory += word(0) + word(0) + word(0) + word(0) + double(0) + offset + name
  }
  let start = double(UInt32(bytes.count))
  let count = word(UInt16(files.count))
  return bytes + directory + [0x50, 0x4B, 5, 6] + word(0) + word(0) + count + count + double(UInt32(directory.count))
    + start + word(0)
}

/// A workbook with one sheet.
public func workbook(_ sheet: String, claiming size: UInt32? = nil) -> [UInt8] {
  archive(
    [
      ("xl/workbook.xml", #"<workbook xmlns:r="r"><sheets><sheet name="S" sheetId="1" r:id="a"/></sheets></workbook>"#),
      ("xl/worksheets/sheet1.xml", sheet),
    ], claiming: size)
}

/// A workbook whose one sheet has these rows of texts.
public func workbook(rows: [[String]]) -> [UInt8] {
  var text = "<worksheet><sheetData>"
  for (number, row) in rows.enumerated() {
    text += "<row r=\"\(number + 1)\">"
    for cell in row {
      let escaped = cell.split(separator: "&", omittingEmptySubsequences: false).joined(separator: "&amp;")
        .split(separator: "<", omittingEmptySubsequences: false).joined(separator: "&lt;")
      text += "<c t=\"inlineStr\"><is><t xml:space=\"preserve\">\(escaped)</t></is></c>"
    }
    text += "</row>"
  }
  return workbook(text + "</sheetData></worksheet>")
}
