import Testing

@testable import PrepJobs

@Suite struct RecordOpeningTests {
  @Test(arguments: [
    ("data/lang=en/part-0.parquet", "lang=en"), ("/d/year=2024/month=01/p.jsonl", "year=2024"), ("a=b.jsonl", nil),
    ("data/=x/p.jsonl", nil), ("d/f(x)=y/p.jsonl", nil), ("d/https:/h/?q=1/p.jsonl", nil), ("<stdin>", nil),
  ]) func `a folder of a partition is told from others`(path: String, key: String?) {
    #expect(RecordOpening.partition(in: path) == key)
  }
}
