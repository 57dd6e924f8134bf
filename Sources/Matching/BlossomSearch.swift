/// A matching of the largest weight in a general graph.
///
/// Edmonds, "Maximum matching and a polyhedron with 0,1-vertices", 1965, in the O(n³) form of Gabow and Lawler that Galil
/// describes ("Efficient algorithms for finding maximum matching in graphs", ACM Computing Surveys 18, 1986). Every vertex
/// has a dual value; alternating trees grow along tight edges, odd cycles ("blossoms") shrink to one node with a dual
/// value of its own, and grow back when it falls to zero. Nodes 1...count are vertices, larger ones blossoms, 0 is none.
/// An edge of weight zero does not exist. Weights are counted twice so that the duals stay whole.
struct BlossomSearch<Weight: FixedWidthInteger & SignedInteger> {
    private struct Edge {
        var from = 0
        var to = 0
        var weight: Weight = 0
    }
    private enum Side { case outside, even, odd }

    private let count: Int
    private let width: Int
    private var last: Int
    private var edges: [Edge]
    private var dual: [Weight]
    private var mate: [Int]
    private var nearest: [Int]
    private var top: [Int]
    private var parent: [Int]
    private var side: [Side]
    private var petals: [[Int]]
    /// The petal of each blossom that holds each vertex.
    private var petalOf: [[Int]]
    private var visited: [Int]
    private var visit = 0
    private var queue: [Int] = []

    /// `weights` lie row after row and are symmetric: zero where there is no edge, else positive.
    init(count: Int, weights: [Weight]) {
        self.count = count
        width = 2 * count + 1
        last = count
        edges = Array(repeating: Edge(), count: width * width)
        dual = Array(repeating: 0, count: width)
        mate = Array(repeating: 0, count: width)
        nearest = mate
        top = mate
        parent = mate
        visited = mate
        side = Array(repeating: .outside, count: width)
        petals = Array(repeating: [], count: width)
        petalOf = Array(repeating: Array(repeating: 0, count: count + 1), count: width)
        let largest = weights.max() ?? 0
        for one in 0..<count {
            dual[one + 1] = largest
            top[one + 1] = one + 1
            petalOf[one + 1][one + 1] = one + 1
            for other in 0..<count {
                edges[(one + 1) * width + other + 1] = Edge(
                    from: one + 1, to: other + 1, weight: one == other ? 0 : weights[one * count + other])
            }
        }
    }

    /// By vertex its partner, nil for a vertex that is left.
    mutating func run() -> [Int?] {
        while findsPath() {}
        return (0..<count).map { mate[$0 + 1] == 0 ? nil : mate[$0 + 1] - 1 }
    }

    private func edge(_ one: Int, _ other: Int) -> Edge { edges[one * width + other] }

    private func slack(_ edge: Edge) -> Weight { dual[edge.from] + dual[edge.to] - 2 * edge.weight }

    private mutating func offer(_ vertex: Int, to node: Int) {
        if nearest[node] == 0 || slack(edge(vertex, node)) < slack(edge(nearest[node], node)) { nearest[node] = vertex }
    }

    private mutating func findNearest(_ node: Int) {
        nearest[node] = 0
        for vertex in stride(from: 1, through: count, by: 1)
        where edge(vertex, node).weight > 0 && top[vertex] != node && side[top[vertex]] == .even {
            offer(vertex, to: node)
        }
    }

    private mutating func enqueue(_ node: Int) {
        if node <= count { return queue.append(node) }
        for petal in petals[node] { enqueue(petal) }
    }

    private mutating func setTop(_ node: Int, _ blossom: Int) {
        top[node] = blossom
        if node > count { for petal in petals[node] { setTop(petal, blossom) } }
    }

    /// Where a petal stands, with the blossom turned so that the way to it from the base has an even length.
    private mutating func evenPlace(of petal: Int, in blossom: Int) -> Int {
        let place = petals[blossom].firstIndex(of: petal) ?? 0
        guard place % 2 == 1 else { return place }
        petals[blossom][1...].reverse()
        return petals[blossom].count - place
    }

    private mutating func join(_ node: Int, _ other: Int) {
        let edge = edge(node, other)
        mate[node] = edge.to
        guard node > count else { return }
        let petal = petalOf[node][edge.from]
        let place = evenPlace(of: petal, in: node)
        for index in 0..<place { join(petals[node][index], petals[node][index ^ 1]) }
        join(petal, other)
        petals[node] = Array(petals[node][place...] + petals[node][..<place])
    }

    private mutating func augment(_ start: Int, _ end: Int) {
        var (node, other) = (start, end)
        while true {
            let next = top[mate[node]]
            join(node, other)
            guard next != 0 else { return }
            join(next, top[parent[next]])
            (node, other) = (top[parent[next]], next)
        }
    }

    private mutating func commonRoot(_ one: Int, _ other: Int) -> Int {
        visit += 1
        var (one, other) = (one, other)
        while one != 0 || other != 0 {
            if one != 0 {
                if visited[one] == visit { return one }
                visited[one] = visit
                one = top[mate[one]]
                if one != 0 { one = top[parent[one]] }
            }
            swap(&one, &other)
        }
        return 0
    }

    private mutating func shrink(_ one: Int, _ root: Int, _ other: Int) {
        var blossom = count + 1
        while blossom <= last, top[blossom] != 0 { blossom += 1 }
        last = max(last, blossom)
        dual[blossom] = 0
        side[blossom] = .even
        mate[blossom] = mate[root]
        petals[blossom] = [root]
        for start in [one, other] {
            var node = start
            while node != root {
                let next = top[mate[node]]
                petals[blossom] += [node, next]
                enqueue(next)
                node = top[parent[next]]
            }
            if start == one { petals[blossom][1...].reverse() }
        }
        setTop(blossom, blossom)
        for node in 1...last {
            edges[blossom * width + node].weight = 0
            edges[node * width + blossom].weight = 0
        }
        for vertex in 1...count { petalOf[blossom][vertex] = 0 }
        for petal in petals[blossom] {
            for node in 1...last where edge(petal, node).weight > 0 {
                if edge(blossom, node).weight == 0 || slack(edge(petal, node)) < slack(edge(blossom, node)) {
                    edges[blossom * width + node] = edge(petal, node)
                    edges[node * width + blossom] = edge(node, petal)
                }
            }
            for vertex in 1...count where petalOf[petal][vertex] != 0 { petalOf[blossom][vertex] = petal }
        }
        findNearest(blossom)
    }

    private mutating func expand(_ blossom: Int) {
        for petal in petals[blossom] { setTop(petal, petal) }
        let entry = petalOf[blossom][edge(blossom, parent[blossom]).from]
        let place = evenPlace(of: entry, in: blossom)
        for index in stride(from: 0, to: place, by: 2) {
            let (odd, even) = (petals[blossom][index], petals[blossom][index + 1])
            parent[odd] = edge(even, odd).from
            side[odd] = .odd
            side[even] = .even
            nearest[odd] = 0
            findNearest(even)
            enqueue(even)
        }
        side[entry] = .odd
        parent[entry] = parent[blossom]
        for petal in petals[blossom].dropFirst(place + 1) {
            side[petal] = .outside
            findNearest(petal)
        }
        top[blossom] = 0
    }

    /// Uses a tight edge; true when it completed an augmenting path.
    private mutating func use(_ edge: Edge) -> Bool {
        let (one, other) = (top[edge.from], top[edge.to])
        switch side[other] {
        case .outside:
            parent[other] = edge.from
            side[other] = .odd
            let next = top[mate[other]]
            nearest[other] = 0
            nearest[next] = 0
            side[next] = .even
            enqueue(next)
        case .even:
            let root = commonRoot(one, other)
            if root == 0 {
                augment(one, other)
                augment(other, one)
                return true
            }
            shrink(one, root, other)
        case .odd: break
        }
        return false
    }

    private mutating func findsPath() -> Bool {
        queue = []
        for node in stride(from: 1, through: last, by: 1) {
            side[node] = .outside
            nearest[node] = 0
            if top[node] == node, mate[node] == 0 {
                parent[node] = 0
                side[node] = .even
                enqueue(node)
            }
        }
        guard !queue.isEmpty else { return false }
        while true {
            var head = 0
            while head < queue.count {
                let vertex = queue[head]
                head += 1
                if side[top[vertex]] == .odd { continue }
                for other in 1...count where edge(vertex, other).weight > 0 && top[vertex] != top[other] {
                    if slack(edge(vertex, other)) == 0 {
                        if use(edge(vertex, other)) { return true }
                    } else {
                        offer(vertex, to: top[other])
                    }
                }
            }
            queue = []
            guard changeDuals() else { return false }
            for node in 1...last where top[node] == node && nearest[node] != 0 && top[nearest[node]] != node {
                if slack(edge(nearest[node], node)) == 0, use(edge(nearest[node], node)) { return true }
            }
            for blossom in stride(from: count + 1, through: last, by: 1)
            where top[blossom] == blossom && side[blossom] == .odd && dual[blossom] == 0 { expand(blossom) }
        }
    }

    /// Moves the dual values as far as they go; false when a free vertex is at zero, so that no path would gain.
    private mutating func changeDuals() -> Bool {
        var change = Weight.max
        for node in 1...last where top[node] == node {
            if node > count, side[node] == .odd { change = min(change, dual[node] / 2) }
            guard nearest[node] != 0 else { continue }
            let slack = slack(edge(nearest[node], node))
            if side[node] == .outside { change = min(change, slack) }
            if side[node] == .even { change = min(change, slack / 2) }
        }
        for vertex in 1...count where side[top[vertex]] == .even && dual[vertex] <= change { return false }
        for vertex in 1...count {
            if side[top[vertex]] == .even { dual[vertex] -= change }
            if side[top[vertex]] == .odd { dual[vertex] += change }
        }
        for blossom in stride(from: count + 1, through: last, by: 1) where top[blossom] == blossom {
            if side[blossom] == .even { dual[blossom] += 2 * change }
            if side[blossom] == .odd { dual[blossom] -= 2 * change }
        }
        return true
    }
}
