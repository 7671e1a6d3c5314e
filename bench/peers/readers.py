"""Others that read Chinese sentences, each used the way its manual shows."""

from collections.abc import Sequence
from datetime import datetime


def times_in(text: str, *, now: datetime) -> object:
    """Microsoft's Recognizers-Text: the expressions of time in a text."""
    from recognizers_date_time import Culture, recognize_datetime

    return recognize_datetime(text, Culture.Chinese, reference=now.replace(tzinfo=None))


class Guesser:
    """Character n-grams by TF-IDF and a logistic regression, taught with our own training lines."""

    def __init__(self, lines: Sequence[tuple[str, str]]) -> None:
        from sklearn.feature_extraction.text import TfidfVectorizer
        from sklearn.linear_model import LogisticRegression
        from sklearn.pipeline import make_pipeline

        self._model = make_pipeline(
            TfidfVectorizer(analyzer="char", ngram_range=(1, 3), min_df=2), LogisticRegression(max_iter=300)
        )
        self._model.fit([text for text, _ in lines], [idea for _, idea in lines])

    def guess(self, text: str) -> str:
        return str(self._model.predict([text])[0])
