"""Regenerates terms.h5: weights of terms by scikit-learn.

    python3 make_text.py        # needs h5py, numpy, scikit-learn
"""

import h5py
import numpy
from sklearn.decomposition import TruncatedSVD
from sklearn.feature_extraction.text import CountVectorizer, TfidfVectorizer

TRAINING = [
    "te amo mi amor la luna y el mar", "la noche larga y la luna clara", "mi corazón no sabe olvidar",
    "baila conmigo baila la noche", "der Mond ist aufgegangen die Nacht ist klar",
    "ich liebe dich mein Herz die Nacht", "tanz mit mir durch die Nacht", "mein Herz vergisst dich nicht",
    "the moon is out and the night is long", "dance with me dance all night long",
    "my heart will not forget you", "I love you my love the sea and the moon",
    "তোমার আমার চাঁদ আর রাত", "আমার মন ভুলে না তোমার কথা", "चाँद और रात और तुम", "मेरा दिल तुम को भूलता नहीं",
]
OTHERS = ["la luna and the night", "mein corazón", "রাত আর চাঁদ", "दिल और चाँद baila", "Night night NIGHT"]


def store(file, name, vectorizer):
    training = vectorizer.fit_transform(TRAINING)
    others = vectorizer.transform(OTHERS)
    file[f"{name}/terms"] = [str(term) for term in vectorizer.get_feature_names_out()]
    file[f"{name}/weights"] = vectorizer.idf_.astype("f4")
    file[f"{name}/training"] = training.toarray().astype("f4")
    file[f"{name}/others"] = others.toarray().astype("f4")
    return training, others


characters = CountVectorizer(analyzer="char_wb", ngram_range=(1, 3)).build_analyzer()
words = CountVectorizer(ngram_range=(1, 2), token_pattern=r"(?u)\S+").build_analyzer()
with h5py.File("terms.h5", "w") as file:
    file["training"], file["others"] = TRAINING, OTHERS
    training, others = store(
        file, "characters",
        TfidfVectorizer(analyzer=lambda text: [run for run in characters(text) if run != " "],
                        sublinear_tf=True, min_df=2))
    svd = TruncatedSVD(4, algorithm="arpack", random_state=0).fit(training)
    file["characters/components"] = numpy.ascontiguousarray(svd.transform(others), dtype="f4")
    store(file, "words", TfidfVectorizer(analyzer=lambda text: ["=" + run for run in words(text)]))
