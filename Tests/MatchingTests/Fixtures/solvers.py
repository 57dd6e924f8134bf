"""Solves each instance of a file, one JSON object a line, with a solver of somebody else's; prints one JSON answer a line.

Arguments: what kind of instances they are, and the file. Whole numbers throughout, so that answers compare exactly.
"""

import json
import sys
import warnings

# The package `matching` lets its warnings through any filter; what cannot be matched is in the answer.
warnings.showwarning = lambda *_, **__: None


def matrix(instance):
    """SciPy's linear_sum_assignment: the least total cost of a full matrix, square or not."""
    import numpy
    from scipy.optimize import linear_sum_assignment

    costs = numpy.array(instance["costs"], dtype=float).reshape(instance["rows"], instance["columns"])
    rows, columns = linear_sum_assignment(costs)
    return int(costs[rows, columns].sum())


def sparse(instance):
    """SciPy's min_weight_full_bipartite_matching: the least total cost over permitted pairs, nothing when not all fit."""
    import numpy
    from scipy.sparse import coo_matrix
    from scipy.sparse.csgraph import min_weight_full_bipartite_matching

    edges = instance["edges"]
    # A weight of zero would count as no edge.
    shift = 1 - min((cost for _, _, cost in edges), default=0)
    graph = coo_matrix(
        (numpy.array([cost + shift for _, _, cost in edges], dtype=float),
         ([row for row, _, _ in edges], [column for _, column, _ in edges])),
        shape=(instance["rows"], instance["columns"])).tocsr()
    try:
        rows, columns = min_weight_full_bipartite_matching(graph)
    except ValueError:
        return None
    return int(graph[rows, columns].sum()) - shift * len(rows)


def flow(instance):
    """OR-Tools' flows: most rows, then the best worst score, then total and evenness, as far as the instance asks."""
    import numpy
    from ortools.graph.python import max_flow, min_cost_flow

    edges, capacities, rows = instance["edges"], instance["capacities"], instance["rows"]
    source, sink = rows + len(capacities), rows + len(capacities) + 1

    def most(edges):
        network = max_flow.SimpleMaxFlow()
        for row in range(rows):
            network.add_arc_with_capacity(source, row, 1)
        for row, column, _ in edges:
            network.add_arc_with_capacity(row, rows + column, 1)
        for column, places in enumerate(capacities):
            network.add_arc_with_capacity(rows + column, sink, places)
        if network.solve(source, sink) != network.OPTIMAL:
            raise ValueError("no flow")
        return network.optimal_flow()

    count, worst = most(edges), None
    if instance["worstOff"] and count:
        for score in sorted({score for _, _, score in edges}, reverse=True):
            kept = [edge for edge in edges if edge[2] >= score]
            if most(kept) == count:
                edges, worst = kept, score
                break
    # A unit of score outweighs all squares of loads together.
    unit = rows * rows + 1 if instance["evenLoad"] else 1
    network = min_cost_flow.SimpleMinCostFlow()
    for row in range(rows):
        network.add_arc_with_capacity_and_unit_cost(source, row, 1, 0)
    pairs = [network.add_arc_with_capacity_and_unit_cost(row, rows + column, 1, -score * unit)
             for row, column, score in edges]
    for column, places in enumerate(capacities):
        for place in range(min(places, rows)):
            cost = 2 * place + 1 if instance["evenLoad"] else 0
            network.add_arc_with_capacity_and_unit_cost(rows + column, sink, 1, cost)
    network.set_node_supply(source, count)
    network.set_node_supply(sink, -count)
    if network.solve() != network.OPTIMAL:
        raise ValueError("no flow of the largest size")
    used = [edge for edge, arc in zip(edges, pairs) if network.flow(arc)]
    loads = [sum(1 for _, column, _ in used if column == each) for each in range(len(capacities))]
    return {"count": count, "total": sum(score for _, _, score in used), "worst": worst,
            "squares": sum(load * load for load in loads)}


def buddies(instance):
    """NetworkX's max_weight_matching: most pairs, then the largest total."""
    import networkx

    graph = networkx.Graph()
    graph.add_nodes_from(range(instance["count"]))
    for first, second, score in instance["pairs"]:
        graph.add_edge(first, second, weight=score)
    pairs = networkx.max_weight_matching(graph, maxcardinality=True)
    return {"count": len(pairs), "total": sum(graph[one][other]["weight"] for one, other in pairs)}


def residents(instance):
    """The package `matching`: both extreme stable matchings, by newcomer the mentor or nothing."""
    from matching.games import HospitalResident

    newcomers = {f"n{index}": [f"m{each}" for each in ranked]
                 for index, ranked in enumerate(instance["newcomers"]) if ranked}
    mentors = {f"m{index}": [f"n{each}" for each in ranked]
               for index, ranked in enumerate(instance["mentors"]) if ranked}
    capacities = {f"m{index}": places for index, places in enumerate(instance["capacities"]) if f"m{index}" in mentors}
    answers = []
    for side in ("resident", "hospital"):
        game = HospitalResident.create_from_dictionaries(newcomers, mentors, capacities)
        answer = [None] * len(instance["newcomers"])
        for mentor, held in game.solve(optimal=side).items():
            for newcomer in held:
                answer[int(newcomer.name[1:])] = int(mentor.name[1:])
        answers.append(answer)
    return answers


def roommates(instance):
    """The package `matching`: whether a stable pairing of everybody exists."""
    from matching.games import StableRoommates

    game = StableRoommates.create_from_dictionary(
        {f"p{index}": [f"p{each}" for each in ranked] for index, ranked in enumerate(instance["preferences"])})
    answer = game.solve()
    return bool(answer) and all(partner is not None for partner in answer.values())


solve = {each.__name__: each for each in (matrix, sparse, flow, buddies, residents, roommates)}[sys.argv[1]]
with open(sys.argv[2]) as lines:
    for line in lines:
        print(json.dumps(solve(json.loads(line))))
