#!/usr/bin/env python3
"""Writes the files of columns that the tests read, and beside each the rows as JSON Lines, members that are null left out.

  generate.py            (needs pyarrow; what is in the repository was written with 26.0.1)

The rows are spelt by this script, from Python's values, not by the reader they judge.
"""
import base64, datetime, decimal, json, os, random
import pyarrow as pa, pyarrow.ipc as ipc, pyarrow.parquet as pq

here = os.path.dirname(os.path.abspath(__file__))
UTC = datetime.timezone.utc
DIGITS = {"s": 0, "ms": 3, "us": 6, "ns": 9}


def clock(value, unit):
    """A time with as many digits as its unit has; nanoseconds are made of microseconds here."""
    text = value.strftime("%H:%M:%S")
    return text if unit == "s" else text + "." + ("%06d000" % value.microsecond)[: DIGITS[unit]]


def spell(value, kind):
    if value is None: return None
    if isinstance(kind, pa.BaseExtensionType): return spell(value.bytes if hasattr(value, "bytes") else value, kind.storage_type)
    if pa.types.is_dictionary(kind): return spell(value, kind.value_type)
    if pa.types.is_map(kind): return [{k: v for k, v in (("key", spell(key, kind.key_type)), ("value", spell(item, kind.item_type))) if v is not None} for key, item in value]
    if pa.types.is_struct(kind): return {f.name: s for f in kind if (s := spell(value[f.name], f.type)) is not None}
    if pa.types.is_nested(kind): return [spell(item, kind.value_type) for item in value]
    if pa.types.is_decimal(kind): return format(value, "f")
    if pa.types.is_timestamp(kind): return value.strftime("%Y-%m-%dT") + clock(value, kind.unit) + ("Z" if kind.tz else "")
    if pa.types.is_time(kind): return clock(value, kind.unit)
    if pa.types.is_date(kind): return value.isoformat()
    if isinstance(value, bytes): return {"$bytes": base64.b64encode(value).decode()}
    if isinstance(value, float) and value != value: return "NaN"
    if value in (float("inf"), float("-inf")) and isinstance(value, float): return "Infinity" if value > 0 else "-Infinity"
    return value


def rows(table, name):
    with open(os.path.join(here, name), "w", encoding="utf-8") as out:
        for row in table.to_pylist():
            row = {f.name: s for f in table.schema if (s := spell(row[f.name], f.type)) is not None}
            out.write(json.dumps(row, ensure_ascii=False, separators=(",", ":")) + "\n")


def parquet(name, table, shown=None, **options):
    pq.write_table(table, os.path.join(here, name + ".parquet"), **options)
    rows(table if shown is None else shown, name + ".parquet.jsonl")


def types(count, seed):
    """Every type there is, a third of the values null."""
    chance = random.Random(seed)
    def column(kind, make):
        return pa.array([None if chance.random() < 0.34 else make() for _ in range(count)], kind)
    def moment():
        return datetime.datetime(1970, 1, 1) + datetime.timedelta(seconds=chance.randrange(-10**9, 4 * 10**9), microseconds=chance.randrange(10**6))
    def whole(): return moment().replace(microsecond=0)
    def text(): return "".join(chance.choice(["a", "Zoë", "\n", '"', "\\", "日本", "🙂", "\x01", " ", "b" * 20]) for _ in range(chance.randrange(6)))
    columns = {}
    for bits in (8, 16, 32, 64):
        columns[f"i{bits}"] = column(getattr(pa, f"int{bits}")(), lambda: chance.randrange(-2 ** (bits - 1), 2 ** (bits - 1)))
        columns[f"u{bits}"] = column(getattr(pa, f"uint{bits}")(), lambda: chance.randrange(2**bits))
    columns["half"] = column(pa.float16(), lambda: chance.choice([0.5, -2.0, 65504.0, float("nan")]))
    columns["float"] = column(pa.float32(), lambda: chance.choice([0.25, -1.5, float("inf")]))
    columns["double"] = column(pa.float64(), lambda: chance.choice([0.1, -1e300, 2.5, float("-inf")]))
    columns["bool"] = column(pa.bool_(), lambda: chance.random() < 0.5)
    columns["text"] = column(pa.string(), text)
    columns["binary"] = column(pa.binary(), lambda: chance.randbytes(chance.randrange(5)))
    columns["fixed"] = column(pa.binary(3), lambda: chance.randbytes(3))
    columns["date"] = column(pa.date32(), lambda: moment().date())
    for unit in ("s", "ms", "us"):
        columns["at_" + unit] = column(pa.timestamp(unit), whole)
        columns["utc_" + unit] = column(pa.timestamp(unit, tz="UTC"), lambda: whole().replace(tzinfo=UTC))
    columns["time_ms"] = column(pa.time32("ms"), lambda: whole().time())
    columns["time_us"] = column(pa.time64("us"), lambda: moment().time())
    for precision, scale in ((5, 2), (15, 3), (38, 10), (60, 0)):
        kind = (pa.decimal128 if precision <= 38 else pa.decimal256)(precision, scale)
        columns[f"decimal{precision}"] = column(kind, lambda: decimal.Decimal(chance.randrange(-10**precision + 1, 10**precision)).scaleb(-scale))
    columns["word"] = column(pa.string(), lambda: chance.choice(["yes", "no"])).dictionary_encode()
    columns["nothing"] = pa.nulls(count)
    return pa.table(columns)


def nested(count, seed):
    """Lists, structs and maps in each other, with nulls and nothing at every level."""
    chance = random.Random(seed)
    kind = pa.list_(pa.struct([("role", pa.string()), ("parts", pa.list_(pa.list_(pa.int32()))), ("map", pa.map_(pa.string(), pa.float64()))]))
    def maybe(make): return None if chance.random() < 0.25 else make()
    def many(make): return [make() for _ in range(chance.randrange(4))]
    def message():
        return {"role": maybe(lambda: chance.choice(["user", "assistant"])),
                "parts": maybe(lambda: many(lambda: maybe(lambda: many(lambda: maybe(lambda: chance.randrange(100)))))),
                "map": maybe(lambda: [(key, maybe(lambda: chance.randrange(8) / 4)) for key in "abc"[: chance.randrange(4)]])}
    return pa.table({
        "messages": pa.array([maybe(lambda: many(lambda: maybe(message))) for _ in range(count)], kind),
        "id": pa.array(range(count), pa.int64()),
        "deep": pa.array([maybe(lambda: {"a": maybe(lambda: {"b": maybe(lambda: "x")})}) for _ in range(count)], pa.struct([("a", pa.struct([("b", pa.string())]))])),
    })


def conversations(count):
    return pa.table({
        "messages": [[{"role": "user", "content": f"What is {i} + {i}?"}, {"role": "assistant", "content": str(i + i)}] for i in range(count)],
        "n": pa.array(range(count), pa.int32())})


if __name__ == "__main__":
    seconds = lambda t: t.set_column(t.schema.get_field_index("at_s"), "at_s", t["at_s"].cast(pa.timestamp("ms"))).set_column(
        t.schema.get_field_index("utc_s"), "utc_s", t["utc_s"].cast(pa.timestamp("ms", tz="UTC")))
    few, many = types(8, 1), types(90, 2)
    # Parquet has no seconds: they come back as milliseconds.
    parquet("types", few, seconds(few), compression="snappy", store_schema=False)
    parquet("types-zstd-v2", many, seconds(many), compression="zstd", data_page_version="2.0", data_page_size=300, write_page_checksum=True, row_group_size=40)
    parquet("nested-gzip", nested(60, 3), compression="gzip", data_page_size=64, use_dictionary=False, write_batch_size=7, store_schema=False)
    parquet("nested-lz4-v2", nested(60, 4), compression="lz4", data_page_version="2.0", data_page_size=64, write_batch_size=5, row_group_size=25, store_schema=False)
    parquet("nested-brotli", nested(60, 6), compression="brotli", data_page_size=300, store_schema=False)
    numbers = pa.table({
        "n": pa.array([i * i - 1000 * i for i in range(500)], pa.int64()), "small": pa.array([i % 7 - 3 for i in range(500)], pa.int32()),
        "lengths": ["x" * (i % 5) for i in range(500)], "prefixes": [f"https://example.org/{i // 10}/{i}" for i in range(500)],
        "split": pa.array([i / 8 for i in range(500)], pa.float64()), "bool": [i % 3 == 0 for i in range(500)]})
    parquet("encodings", numbers, use_dictionary=False, compression="none", data_page_version="2.0", data_page_size=700, store_schema=False, column_encoding={
        "n": "DELTA_BINARY_PACKED", "small": "DELTA_BINARY_PACKED", "lengths": "DELTA_LENGTH_BYTE_ARRAY", "prefixes": "DELTA_BYTE_ARRAY",
        "split": "BYTE_STREAM_SPLIT", "bool": "RLE"})
    falls = pa.table({"text": [f"{'text ' * 8}{i}" for i in range(400)]})
    parquet("dictionary-falls-back", falls, compression="snappy", dictionary_pagesize_limit=2000, data_page_size=1500, store_schema=False)
    parquet("conversations", conversations(3), compression="none", store_schema=False, write_statistics=False)
    parquet("groups", conversations(23), compression="snappy", store_schema=False, row_group_size=4)
    parquet("no-rows", conversations(0), store_schema=False)
    # What datasets and pandas say of columns.
    marked = pa.table({"tools": ['{"name": "f"}', '[1,\n 2]', None], "label": pa.array([0, 1, 1], pa.int64()), "__index_level_0__": pa.array([7, 8, 9], pa.int64())})
    features = {"info": {"features": {"tools": {"_type": "Json"}, "label": {"names": ["bad", "good"], "_type": "ClassLabel"}}}}
    marked = marked.replace_schema_metadata({"huggingface": json.dumps(features), "pandas": json.dumps({"index_columns": ["__index_level_0__"]})})
    pq.write_table(marked, os.path.join(here, "marked.parquet"))
    with open(os.path.join(here, "marked.parquet.jsonl"), "w") as out:
        out.write('{"tools":{"name": "f"},"label":0}\n{"tools":[1,  2],"label":1}\n{"label":1}\n')
    # Arrow, as streams and files.
    def stream(name, table, make=ipc.new_stream, size=None, **options):
        with make(os.path.join(here, name + ".arrow"), table.schema, options=ipc.IpcWriteOptions(**options)) as out: out.write_table(table, size)
        rows(table, name + ".arrow.jsonl")
    # Of the fourth version runs have a buffer for what is null.
    ends, values = pa.array([2, 3, 7, 8], pa.int32()), pa.array(["a", None, "b", "a"])
    runs = pa.table({"n": pa.array(range(8)), "r": pa.RunEndEncodedArray.from_arrays(ends, values), "t": pa.array("stuvwxyz")})
    with ipc.new_stream(os.path.join(here, "runs-v4.arrow"), runs.schema, options=ipc.IpcWriteOptions(metadata_version=ipc.MetadataVersion.V4)) as out: out.write_table(runs)
    rows(pa.table({"n": runs["n"], "r": pa.array(["a", "a", None, "b", "b", "b", "b", "a"]), "t": runs["t"]}), "runs-v4.arrow.jsonl")
    stream("types", few)
    stream("types-file-lz4", many, ipc.new_file, 40, compression="lz4")
    stream("types-zstd", many, size=30, compression="zstd")
    stream("nested", nested(60, 5), size=25)
    views = pa.table({"view": pa.array(["short", None, "longer than twelve bytes", ""], pa.string_view()), "bytes": pa.array([b"\0" * 20, b"ab", None, b""], pa.binary_view()),
                      "large": pa.array(["a", "b", None, "日本"], pa.large_string()), "list": pa.array([[1, 2], [], None, [3]], pa.large_list(pa.int16())),
                      "fixed": pa.array([[1, 2], [3, 4], None, [5, None]], pa.list_(pa.int8(), 2)), "duration": pa.array([1, None, 3, 4], pa.duration("ms")).cast(pa.int64())})
    stream("views", views)
    # Names that several columns have: of these nulls are written too.
    twice = pa.Table.from_arrays([pa.array([93, None], pa.int32()), pa.array([None, 5], pa.int32()), pa.array([None, "x"]), pa.array(
        [{"a": 1}, {"a": None}], pa.struct([("a", pa.int8())]))], names=["n", "n", "b", "s"])
    lines = '{"n":93,"n":null,"s":{"a":1}}\n{"n":null,"n":5,"b":"x","s":{}}\n'
    with ipc.new_stream(os.path.join(here, "repeated-names.arrow"), twice.schema) as out: out.write_table(twice)
    pq.write_table(twice, os.path.join(here, "repeated-names.parquet"), store_schema=False)
    for name in ("repeated-names.arrow.jsonl", "repeated-names.parquet.jsonl"):
        with open(os.path.join(here, name), "w") as out: out.write(lines)
