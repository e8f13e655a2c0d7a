"""Runs chats, pairs or liked answers through tokenize, pack and shard, and counts the learnt tokens again with Hugging Face's own rendering.

  python3 -m venv ENV && ENV/bin/pip install transformers==5.23.0 jinja2 zstandard
  PYTHONPATH=Sources/python ENV/bin/python Tests/Benchmarks/mask_totals.py PREP tokenizer.json template.jinja records.jsonl

Records are what `prep convert` writes: messages; prompt with chosen and rejected; prompt with completion and label. Of an answer to a
prompt what the template marks beyond the prompt is learnt. Records that spell a special token are left out of both
sides: Hugging Face takes them for the token. A token across the beginning or end of what is learnt is learnt there and context
here, so those are counted by themselves.
"""
import json, os, subprocess, sys, tempfile
os.environ["TRANSFORMERS_VERBOSITY"] = "error"
from tokenizers import Tokenizer
from transformers import PreTrainedTokenizerFast
from transformers.utils.chat_template_utils import render_jinja_template
from prep_shards import ShardSet
prep, tokenizer, template, path = [os.path.abspath(name) if os.path.exists(name) else name for name in sys.argv[1:5]]
# Offsets with the blanks that tokens begin with.
exact = open(tokenizer, encoding="utf-8").read().replace('"trim_offsets": true', '"trim_offsets": false')
hf = PreTrainedTokenizerFast(tokenizer_object=Tokenizer.from_str(exact), eos_token="</s>")
hf.chat_template = open(template, encoding="utf-8").read()
specials = list(hf.added_tokens_encoder)


def count(messages, tools):
    """Tokens, and those that lie in what the template marks. Hugging Face's own mask loses what follows a span that begins with a blank."""
    texts, marks = render_jinja_template([messages], tools=tools, chat_template=hf.chat_template, return_assistant_tokens_mask=True,
                                         eos_token="</s>")
    out = hf(texts[0], add_special_tokens=False, return_offsets_mapping=True)
    within = lambda start, end: any(first <= start < end <= last for first, last in marks[0])
    return len(out["input_ids"]), sum(within(start, end) for start, end in out["offset_mapping"])


with tempfile.TemporaryDirectory() as folder:
    records, expected, liked = 0, {}, 0
    with open(folder + "/records.jsonl", "w", encoding="utf-8") as kept:
        for line in open(path, encoding="utf-8"):
            if any(name in line for name in specials): continue
            record = json.loads(line)
            kept.write(line)
            records, liked = records + 1, liked + (record.get("label") is True)
            for side in ("messages", "chosen", "rejected", "completion"):
                if side not in record: continue
                prompt = record["prompt"] if side != "messages" else []
                tokens, learnt = count(prompt + record[side], record.get("tools"))
                before = count(prompt, record.get("tools"))[1] if any(m["role"] == "assistant" for m in prompt) else 0
                sums = expected.setdefault(side if side in ("chosen", "rejected") else "", [0, 0])
                sums[0], sums[1] = sums[0] + tokens, sums[1] + learnt - before
    job = (f"{prep} tokenize -q -t {tokenizer} --template {template} --report report.json records.jsonl"
           f" | {prep} pack -q --length 16384 | {prep} shard -q -o set && {prep} verify -q set")
    subprocess.run(["bash", "-o", "pipefail", "-c", job], cwd=folder, check=True)
    across = json.load(open(folder + "/report.json"))["straddling_tokens"]
    rows, found = list(ShardSet(folder + "/set")), {}
    for side in expected:
        name = side + "_" if side else ""
        found[side] = [sum(len(row[name + "input_ids"]) for row in rows), sum(sum(bytes(row[name + "loss_mask"])) for row in rows)]
    documents, labels = sum(len(row["doc_ids"]) for row in rows), sum(sum(bytes(row.get("doc_labels", b""))) for row in rows)
print(json.dumps({"file": os.path.basename(path), "records": [records, documents], "liked": [liked, labels],
                  "tokens, learnt": {side: [expected[side], found[side]] for side in expected}, "across": across,
                  "equal": records == documents and liked == labels and all(expected[s][0] == found[s][0] for s in expected)
                  and 0 <= sum(e[1] for e in expected.values()) - sum(f[1] for f in found.values()) <= across}))
