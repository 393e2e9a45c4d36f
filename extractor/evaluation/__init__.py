"""How good the records are: scores against annotated articles, mention by mention and slot by slot.

`gold.py` reads the annotated articles, `agreement.py` says when two values agree, `score.py` compares an article's
record with its annotation, `report.py` runs a folder and adds up.
"""

from extractor.evaluation.report import Evaluation, evaluate

__all__ = ["Evaluation", "evaluate"]
