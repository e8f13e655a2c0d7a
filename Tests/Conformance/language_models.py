"""Makes the models of Fixtures/languages with fastText, and writes down what it says of some texts.

    pip install fasttext-wheel 'numpy<2'
    python3 Tests/Conformance/language_models.py Fixtures/languages
"""

import json
import os
import random
import sys
import tempfile

import fasttext

SENTENCES = {
    "en": "the keeper of the house wrote a letter to his sister and went down to the river before it was dark",
    "de": "der Wächter des Hauses schrieb einen Brief an seine Schwester und ging vor der Nacht hinunter zum Fluss",
    "fr": "le gardien de la maison écrivit une lettre à sa sœur et descendit vers la rivière avant la nuit",
    "el": "ο φύλακας του σπιτιού έγραψε ένα γράμμα στην αδελφή του και πήγε στο ποτάμι πριν νυχτώσει",
    "ja": "家の 番人は 妹に 手紙を 書き、暗くなる 前に 川へ 下りて 行った",
}
FORMS = {
    "tree.bin": dict(loss="hs", minn=2, maxn=4, wordNgrams=1),
    "softmax.bin": dict(loss="softmax", minn=0, maxn=0, wordNgrams=3),
    "each.bin": dict(loss="ova", minn=1, maxn=3, wordNgrams=2),
    "negatives.bin": dict(loss="ns", minn=3, maxn=5, wordNgrams=1),
    "tree.ftz": dict(loss="hs", minn=2, maxn=4, wordNgrams=1, quantize=dict(qnorm=True)),
    "pruned.ftz": dict(loss="softmax", minn=2, maxn=3, wordNgrams=2, quantize=dict(cutoff=260, dsub=3)),
}


def texts(count, seed):
    chance = random.Random(seed)
    for _ in range(count):
        label = chance.choice(sorted(SENTENCES))
        words = SENTENCES[label].split(" ")
        own = [chance.choice(words) for _ in range(chance.randint(1, 9))]
        if chance.random() < 0.2:
            own.append(chance.choice(SENTENCES[chance.choice(sorted(SENTENCES))].split(" ")))
        yield label, " ".join(own)


def main(folder):
    os.makedirs(folder, exist_ok=True)
    with tempfile.NamedTemporaryFile("w", suffix=".txt", delete=False) as file:
        for label, text in texts(600, 1):
            file.write(f"__label__{label} {text}\n")
    asked = [text for _, text in texts(60, 2)]
    asked += ["", "  ", "unknown", "__label__en the", "ÀÉ x", "</s>", "a\tb\x0bc", "日", "z" * 300, "the " * 50]
    told = {}
    for name, form in FORMS.items():
        form = dict(form)
        quantize = form.pop("quantize", None)
        model = fasttext.train_supervised(
            file.name, dim=7, bucket=300, epoch=8, lr=0.4, minCount=1, thread=1, verbose=0, **form)
        if quantize is not None:
            model.quantize(input=file.name if "cutoff" in quantize else None, retrain=False, **quantize)
        model.save_model(os.path.join(folder, name))
        told[name] = []
        for text in asked:
            labels, scores = model.predict(text)
            told[name].append(
                [labels[0].removeprefix("__label__"), float(scores[0])] if labels else ["und", 0])
    with open(os.path.join(folder, "told.json"), "w") as out:
        json.dump({"texts": asked, "told": told}, out, ensure_ascii=False)


main(sys.argv[1])
