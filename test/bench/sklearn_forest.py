"""The forest bench's peer: fits and predicts with scikit-learn on one core.

Reads {"rows", "cols", "X", "y", "cases": [{...}], "repeats", "rowsToPredict"} from standard input and writes
{"version", "cases": [{"fitMs": [...], "predictMs": [...]}]} to standard output.
"""
import json
import sys
import time

import numpy as np
import sklearn
from sklearn.ensemble import RandomForestClassifier

task = json.load(sys.stdin)
X = np.array(task["X"]).reshape(task["rows"], task["cols"])
y = np.array(task["y"])
many = np.resize(X, (task["rowsToPredict"], task["cols"]))


def milliseconds(work):
    """Of processor time, so that other programs do not count."""
    start = time.process_time()
    work()
    return 1000 * (time.process_time() - start)


cases = []
for params in task["cases"]:
    fits = [RandomForestClassifier(n_jobs=1, random_state=state, **params) for state in range(task["repeats"])]
    cases.append(
        {
            "fitMs": [milliseconds(lambda: forest.fit(X, y)) for forest in fits],
            "predictMs": [milliseconds(lambda: forest.predict(many)) for forest in fits],
        }
    )
json.dump({"version": sklearn.__version__, "cases": cases}, sys.stdout)
