"""The search bench's peer: scikit-learn's GridSearchCV over the same candidates, rows and folds, on two cores.

Reads {"sets": [{"name", "rows", "cols", "X", "y", "folds": [[test rows], ...]}], "candidates": [{...}]} from standard input
and writes {"version", "sets": [{"name", "seconds", "best"}]} to standard output.
"""
import json
import sys
import time

import numpy as np
import sklearn
from sklearn.ensemble import RandomForestClassifier
from sklearn.model_selection import GridSearchCV

task = json.load(sys.stdin)
grid = [{name: [value] for name, value in candidate.items()} for candidate in task["candidates"]]
sets = []
for each in task["sets"]:
    X = np.array(each["X"]).reshape(each["rows"], each["cols"])
    y = np.array(each["y"])
    everything = np.arange(each["rows"])
    folds = [(np.setdiff1d(everything, held), np.array(held)) for held in each["folds"]]
    search = GridSearchCV(
        RandomForestClassifier(random_state=42), grid, scoring="f1_macro", cv=folds, n_jobs=2, refit=False
    )
    start = time.perf_counter()
    search.fit(X, y)
    sets.append({"name": each["name"], "seconds": time.perf_counter() - start, "best": search.best_score_})
json.dump({"version": sklearn.__version__, "sets": sets}, sys.stdout)
