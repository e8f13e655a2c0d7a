/// A page of HTML in the making: tables, and pictures in SVG whose words are beside them, so that they stay legible at any
/// width.
struct HTMLPage {
  /// What stands in a cell of a table.
  enum Cell {
    case empty
    case text(String)
    /// A number as it is shown, and as it sorts.
    case number(String, Double)
    /// A share as a bar, and words for it.
    case bar(Double, String)

    var isNumber: Bool { if case .number = self { true } else { false } }

    var html: String {
      switch self {
      case .empty: "<td></td>"
      case .text(let text): "<td>\(HTMLPage.escaped(text))</td>"
      case .number(let text, let value): "<td class=\"n\" data-v=\"\(value)\">\(HTMLPage.escaped(text))</td>"
      case .bar(let share, let text):
        "<td class=\"b\" data-v=\"\(share)\"><svg viewBox=\"0 0 100 10\" preserveAspectRatio=\"none\" aria-hidden=\"true\">"
          + "<rect width=\"\(HTMLPage.number(share * 100))\" height=\"10\"/></svg>"
          + (text.isEmpty ? "" : "<span>\(HTMLPage.escaped(text))</span>") + "</td>"
      }
    }
  }

  private var parts: [String] = []

  mutating func add(_ html: String) { parts.append(html) }

  mutating func section(_ title: String, _ body: (inout HTMLPage) -> Void) {
    add("<section><h2>\(Self.escaped(title))</h2>")
    body(&self)
    add("</section>")
  }

  /// The whole page.
  func text(title: String) -> String {
    "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>\(Self.escaped(title))</title>\n"
      + "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<style>\n\(Self.style)</style></head><body>\n"
      + parts.joined(separator: "\n") + "\n<script>\n\(Self.script)</script></body></html>\n"
  }

  // MARK: Pieces

  static func table(_ head: [String], _ rows: [[Cell]]) -> String {
    "<div class=\"wide\"><table><thead><tr>"
      + head.enumerated().map { index, name in
        let isNumber = rows.contains { index < $0.count && $0[index].isNumber }
        return "<th scope=\"col\"\(isNumber ? " class=\"n\"" : "")>\(escaped(name))</th>"
      }.joined()
      + "</tr></thead><tbody>\n" + rows.map { "<tr>" + $0.map(\.html).joined() + "</tr>\n" }.joined()
      + "</tbody></table></div>"
  }

  /// A picture of columns side by side, some of them with a label below.
  static func columns(_ title: String, _ bars: [(label: String, height: Double, tip: String)], _ words: String)
    -> String
  {
    if bars.isEmpty { return "" }
    let most = max(1, bars.map(\.height).max() ?? 1)
    let width = 100 / Double(bars.count)
    let rectangles = bars.enumerated().map { index, bar in
      let height = bar.height == 0 ? 0 : max(0.6, bar.height / most * 100)
      return "<rect x=\"\(number(Double(index) * width + width * 0.06))\" y=\"\(number(100 - height))\" "
        + "width=\"\(number(width * 0.88))\" height=\"\(number(height))\"><title>\(escaped(bar.tip))</title></rect>"
    }
    // At most eight labels fit a narrow screen.
    let step = max(1, (bars.count + 7) / 8)
    let labels = stride(from: 0, to: bars.count, by: step).map { index in
      "<span style=\"left:\(number(Double(index) * width))%\">\(escaped(bars[index].label))</span>"
    }
    return "<figure><figcaption>\(escaped(title)) <small>\(escaped(words))</small></figcaption>"
      + "<svg class=\"plot\" viewBox=\"0 0 100 100\" preserveAspectRatio=\"none\" role=\"img\" aria-label=\"\(escaped(title))\">"
      + rectangles.joined() + "</svg><div class=\"axis\">\(labels.joined())</div></figure>"
  }

  /// A picture of lines over the same places, from 0 to the greatest value.
  static func lines(_ title: String, _ places: [String], _ lines: [(name: String, values: [Double])]) -> String {
    let most = max(0.01, lines.flatMap(\.values).max() ?? 1)
    let step = places.count > 1 ? 100 / Double(places.count - 1) : 0
    let drawn = lines.enumerated().map { index, line in
      let points = line.values.enumerated().map { "\(number(Double($0) * step)),\(number(100 - $1 / most * 96))" }
      return
        "<polyline class=\"l\(index % 6)\" points=\"\(points.joined(separator: " "))\"><title>\(escaped(line.name))</title>"
        + "</polyline>"
    }
    let legend = lines.enumerated().map { "<li class=\"l\($0 % 6)\">\(escaped($1.name))</li>" }.joined()
    let labels = places.enumerated().map { index, place in
      "<span style=\"left:\(number(Double(index) * step))%\">\(escaped(place))</span>"
    }
    return "<figure><figcaption>\(escaped(title)) <small>up to \(Figures.percent(most))</small></figcaption>"
      + "<svg class=\"plot lines\" viewBox=\"0 0 100 100\" preserveAspectRatio=\"none\" role=\"img\" aria-label=\"\(escaped(title))\">"
      + drawn.joined()
      + "</svg><div class=\"axis mid\">\(labels.joined())</div><ul class=\"legend\">\(legend)</ul></figure>"
  }

  /// A number with two digits behind the point.
  static func number(_ value: Double) -> String {
    let hundredths = Int((value * 100).rounded())
    let sign = hundredths < 0 ? "-" : ""
    let (whole, rest) = hundredths.magnitude.quotientAndRemainder(dividingBy: 100)
    return rest == 0 ? "\(sign)\(whole)" : "\(sign)\(whole).\(rest < 10 ? "0" : "")\(rest)"
  }

  /// A text as it stands in HTML, in an attribute too.
  static func escaped(_ text: String) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\"": result += "&quot;"
      case _ where scalar.value < 0x20 && scalar != "\n" && scalar != "\t" || scalar.value == 0x7F: result += "\u{FFFD}"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }

  // MARK: Looks

  private static let style = """
    :root{color-scheme:light dark;--ink:#1b1f24;--soft:#5b6470;--line:#d8dde3;--back:#fff;--bar:#2f6fb4;--tile:#f3f5f8}
    @media (prefers-color-scheme:dark){:root{--ink:#e6e9ed;--soft:#9aa4b0;--line:#333b45;--back:#14181d;--bar:#6aa5e3;--tile:#1e242b}}
    *{box-sizing:border-box}
    body{margin:0 auto;max-width:1120px;padding:24px 20px 48px;background:var(--back);color:var(--ink);
    font:15px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"DejaVu Sans",sans-serif}
    h1{font-size:24px;line-height:1.25;margin:0 0 16px;overflow-wrap:anywhere}
    h2{font-size:18px;margin:36px 0 12px;padding-top:12px;border-top:1px solid var(--line)}
    .tiles{display:grid;grid-template-columns:repeat(auto-fit,minmax(135px,1fr));gap:12px}
    .tiles div{background:var(--tile);border-radius:8px;padding:12px 14px}
    .tiles b{display:block;font-size:21px;line-height:1.2;overflow-wrap:anywhere}
    .tiles span,.note,small{color:var(--soft);font-size:13px}
    .wide{overflow-x:auto;margin:12px 0}
    table{border-collapse:collapse;font-size:13px;font-variant-numeric:tabular-nums}
    th,td{padding:5px 10px 5px 0;text-align:left;border-bottom:1px solid var(--line);vertical-align:middle}
    th:not(:last-child),td:not(:last-child){padding-right:16px}
    th{color:var(--soft);font-weight:600;cursor:pointer;vertical-align:bottom}
    th.n{text-align:right}
    td.n{text-align:right;white-space:nowrap}
    td:first-child{overflow-wrap:anywhere;min-width:90px}
    td.b{min-width:150px;white-space:nowrap}
    td.b svg{width:88px;height:10px;vertical-align:middle;margin-right:8px;background:var(--tile)}
    td.b rect,.plot rect{fill:var(--bar)}
    figure{margin:20px 0}
    figcaption{font-weight:600;margin-bottom:8px}
    figcaption small{font-weight:400;margin-left:6px}
    .plot{display:block;width:100%;height:170px;border-bottom:1px solid var(--line)}
    .plot polyline{fill:none;stroke-width:2.5;vector-effect:non-scaling-stroke}
    .axis{position:relative;height:22px;font-size:12px;color:var(--soft)}
    .axis span{position:absolute;white-space:nowrap}
    .axis.mid span{transform:translateX(-50%)}
    .axis.mid span:first-child{transform:none}
    .axis.mid span:last-child{transform:translateX(-100%)}
    .legend{list-style:none;display:flex;flex-wrap:wrap;gap:4px 18px;padding:0;margin:6px 0 0;font-size:13px}
    .legend li::before{content:"";display:inline-block;width:18px;height:3px;margin-right:7px;vertical-align:middle;background:currentColor}
    polyline.l0{stroke:#2f6fb4}li.l0::before{background:#2f6fb4}
    polyline.l1{stroke:#d1701c}li.l1::before{background:#d1701c}
    polyline.l2{stroke:#3c9257}li.l2::before{background:#3c9257}
    polyline.l3{stroke:#a24bb0}li.l3::before{background:#a24bb0}
    polyline.l4{stroke:#b8433f}li.l4::before{background:#b8433f}
    polyline.l5{stroke:#7a7f87}li.l5::before{background:#7a7f87}
    @media print{body{max-width:none;padding:0}.wide{overflow:visible}section{break-inside:avoid-page}th{cursor:auto}}

    """

  private static let script = """
    for (const head of document.querySelectorAll("th")) head.onclick = () => {
      const body = head.closest("table").tBodies[0], place = head.cellIndex;
      const down = head.dataset.down = head.dataset.down === "1" ? "0" : "1";
      const key = row => row.cells[place].dataset.v ?? row.cells[place].textContent;
      body.append(...[...body.rows].sort((a, b) => {
        const [x, y] = [key(a), key(b)];
        const order = isNaN(x) || isNaN(y) ? String(x).localeCompare(y) : x - y;
        return down === "1" ? -order : order;
      }));
    };

    """
}
