/// The order of a `DueQueue`: a heap of instants with four children a node, and the place of each slot in it.
///
/// Slots are numbers from 0 up to the count and have no gaps. Four children instead of two halve the depth, and lie side
/// by side in memory (LaMarca and Ladner, *The Influence of Caches on the Performance of Heaps*, 1996). The heap knows
/// nothing of keys, so that its code is compiled once for all of them. An element takes 28 bytes.
struct DueHeap: Sendable {
    private var nodes: [DueNode] = []
    /// Where in `nodes` each slot is.
    private var places: [UInt32] = []
    private var nextSequence: UInt64 = 0

    var count: Int { nodes.count }
    var first: DueNode? { nodes.first }

    func instant(of slot: Int) -> Instant { nodes[Int(places[slot])].instant }

    mutating func reserveCapacity(_ capacity: Int) {
        nodes.reserveCapacity(capacity)
        places.reserveCapacity(capacity)
    }

    /// Adds the slot that comes next.
    mutating func append(at instant: Instant) {
        let node = node(UInt32(nodes.count), at: instant)
        nodes.append(node)
        places.append(node.slot)
        moveUp(node, from: nodes.count - 1)
    }

    /// Gives a slot another instant; among equal ones it then is the last.
    mutating func replace(_ slot: Int, at instant: Instant) {
        settle(node(UInt32(slot), at: instant), at: Int(places[slot]))
    }

    /// Takes a slot away; the last slot gets its number.
    mutating func remove(_ slot: Int) {
        let place = Int(places[slot])
        let last = nodes.removeLast()
        if place < nodes.count { settle(last, at: place) }
        let moved = places.removeLast()
        guard slot < places.count else { return }
        places[slot] = moved
        nodes[Int(moved)].slot = UInt32(slot)
    }

    private mutating func node(_ slot: UInt32, at instant: Instant) -> DueNode {
        defer { nextSequence += 1 }
        return DueNode(instant: instant, sequence: nextSequence, slot: slot)
    }

    /// Puts `node` in the place of another, then where it belongs.
    private mutating func settle(_ node: DueNode, at place: Int) {
        if place > 0, node.isBefore(nodes[(place - 1) / 4]) {
            moveUp(node, from: place)
        } else {
            moveDown(node, from: place)
        }
    }

    private mutating func moveUp(_ node: DueNode, from start: Int) {
        var place = start
        while place > 0 {
            let parent = (place - 1) / 4
            guard node.isBefore(nodes[parent]) else { break }
            put(nodes[parent], at: place)
            place = parent
        }
        put(node, at: place)
    }

    private mutating func moveDown(_ node: DueNode, from start: Int) {
        var place = start
        while place * 4 + 1 < nodes.count {
            var child = place * 4 + 1
            for other in (child + 1)..<min(child + 4, nodes.count) where nodes[other].isBefore(nodes[child]) {
                child = other
            }
            guard nodes[child].isBefore(node) else { break }
            put(nodes[child], at: place)
            place = child
        }
        put(node, at: place)
    }

    private mutating func put(_ node: DueNode, at place: Int) {
        nodes[place] = node
        places[Int(node.slot)] = UInt32(place)
    }
}
