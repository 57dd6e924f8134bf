"""The peers of the bench 'match': SciPy and lapx solve the assignment problem that a file holds.

Arguments: 'dense' or 'sparse', the file, the number of rows, and how many rounds. The file has 64-bit integers: of a dense
problem the square matrix of costs row after row; of a sparse one row, column and cost of each edge, by rows. Reading and
converting is not counted. Prints JSON: for each peer its name with version, the least CPU seconds of its rounds, and the total cost.
"""
import importlib.metadata, json, sys, time

import lap, numpy
from scipy.optimize import linear_sum_assignment
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import min_weight_full_bipartite_matching

kind, path, count, rounds = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
numbers = numpy.fromfile(path, dtype=numpy.int64)

if kind == "dense":
    costs = numpy.ascontiguousarray(numbers.reshape(count, count), dtype=numpy.float64)

    def scipy():
        return linear_sum_assignment(costs)[1]

    def lapx():
        return lap.lapjv(costs)[1]

    def total(columns):
        return int(costs[numpy.arange(count), columns].sum())

else:
    rows, columns, weights = numbers.reshape(-1, 3).T
    costs = csr_matrix((weights.astype(numpy.float64), (rows, columns)), shape=(count, count))
    starts, places = costs.indptr.astype(numpy.int32), costs.indices.astype(numpy.int32)

    def scipy():
        return min_weight_full_bipartite_matching(costs)[1]

    def lapx():
        return lap.lapmod(count, costs.data, starts, places)[1]

    def total(columns):
        return int(costs[numpy.arange(count), columns].sum())


def measure(name, package, solve):
    seconds = []
    for _ in range(rounds):
        begin = time.process_time()
        columns = solve()
        seconds.append(time.process_time() - begin)
    version = importlib.metadata.version(package)
    return {"peer": f"{name} {version}", "seconds": min(seconds), "total": total(columns)}


names = ("linear_sum_assignment of SciPy", "lapjv of lapx") if kind == "dense" else (
    "min_weight_full_bipartite_matching of SciPy", "lapmod of lapx")
print(json.dumps([measure(names[0], "scipy", scipy), measure(names[1], "lapx", lapx)]))
