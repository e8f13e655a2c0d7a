import PrepDiagnostics

/// The text encodings that people meet, for those who misspelled one; many more are read.
enum EncodingNames {
  static let usual = [
    "UTF-8", "UTF-16", "UTF-16LE", "UTF-16BE", "UTF-32", "US-ASCII", "latin1", "ISO-8859-1", "ISO-8859-2", "ISO-8859-5",
    "ISO-8859-7", "ISO-8859-9", "ISO-8859-15", "windows-1250", "windows-1251", "windows-1252", "windows-1253",
    "windows-1254", "windows-1255", "windows-1256", "windows-1257", "windows-1258", "cp1252", "cp1251", "cp437",
    "cp850",
    "KOI8-R", "KOI8-U", "macintosh", "Shift_JIS", "EUC-JP", "ISO-2022-JP", "GB18030", "GBK", "GB2312", "Big5", "EUC-KR",
    "TIS-620",
  ]

  /// The question whether another one was meant, or where they are found.
  static func question(_ name: String) -> String {
    let nearest = NearestNames.question(name, among: usual)
    return nearest.isEmpty ? "; --encoding auto detects it, and prep sniff shows it" : nearest
  }
}
