"""Runs chats through tokenize, pack and shard, and counts the learnt tokens again with Hugging Face's own rendering and offsets.

  python3 -m venv ENV && ENV/bin/pip install transformers==5.23.0 jinja2 zstandard
  PYTHONPATH=Sources/python ENV/bin/python Tests/Benchmarks/mask_totals.py PREP tokenizer.json template.jinja chats.jsonl

Contents that spell a special token are left out of both sides: Hugging Face takes them for the token. A token across the beginning
or end of what is learnt is learnt there and context here, so those are counted by themselves.
"""
import json, os, subprocess, sys, tempfile
os.environ["TRANSFORMERS_VERBOSITY"] = "error"
from transformers import PreTrainedTokenizerFast
from prep_shards import ShardSet
prep, tokenizer, template, path = sys.argv[1:5]
hf = PreTrainedTokenizerFast(tokenizer_file=tokenizer, eos_token="</s>")
hf.chat_template = open(template, encoding="utf-8").read()
specials = list(hf.added_tokens_encoder)
with tempfile.TemporaryDirectory() as folder:
    expected = [0, 0, 0]
    with open(folder + "/chats.jsonl", "w", encoding="utf-8") as chats:
        for line in open(path, encoding="utf-8"):
            if any(name in line for name in specials): continue
            chat = json.loads(line)
            out = hf.apply_chat_template(chat["messages"], tools=chat.get("tools"), return_dict=True, return_assistant_tokens_mask=True)
            chats.write(line)
            expected = [expected[0] + 1, expected[1] + len(out["input_ids"]), expected[2] + sum(out["assistant_masks"])]
    job = (f"{prep} tokenize -q -t {tokenizer} --template {template} --report report.json chats.jsonl"
           f" | {prep} pack -q --length 8192 | {prep} shard -q -o set")
    subprocess.run(job, shell=True, cwd=folder, check=True)
    report = json.load(open(folder + "/report.json"))
    rows = [(len(row["input_ids"]), sum(bytes(row["loss_mask"])), len(row["doc_ids"])) for row in ShardSet(folder + "/set")]
    found = [sum(row[2] for row in rows), sum(row[0] for row in rows), sum(row[1] for row in rows)]
print(json.dumps({"file": os.path.basename(path), "chats": expected[0], "tokens": [expected[1], found[1]],
                  "learnt": [expected[2], found[2]], "across": report["straddling_tokens"],
                  "equal": expected[1] == found[1] and expected[2] == found[2] + report["straddling_tokens"]}))
