/// Two nodes that decide the times of one job, which two of its triggers name alike, in every order of their steps.
///
/// A node looks (reads watermark, revision and clock), and writes later what it decided then. Rules can be left out to
/// see what each is there for.
struct TickModel: StateMachineModel {
    /// A tick is dropped when the revision is another than the one it was decided on.
    var comparesRevision = true
    /// The store takes one row for a job and a nominal time.
    var hasUniqueKey = true
    /// The watermark and the rows are written together or not at all.
    var isAtomic = true

    /// How many triggers of the job come at the same times.
    var triggers = 2

    static let times: UInt8 = 2

    struct Schedule: Hashable {
        /// Times up to here are decided.
        var watermark: UInt8 = 0
        var revision: UInt8 = 0
    }

    struct Look: Hashable {
        let trigger: Int
        let seen: Schedule
        let now: UInt8
        /// Whether the watermark is written already, where that is a transaction of its own.
        var movedWatermark = false
    }

    struct State: Hashable, CustomStringConvertible {
        var clock: UInt8 = 0
        var schedules = [Schedule(), Schedule()]
        /// Rows by nominal time, the first at 0.
        var rows: [UInt8] = [0, 0]
        var nodes: [Look?] = [nil, nil]
        var stepsBackLeft: UInt8 = 1
        var crashesLeft: UInt8 = 1
        var lostAnswersLeft: UInt8 = 1

        var description: String {
            let marks = schedules.map { "w\($0.watermark) r\($0.revision)" }
            let looks = nodes.map { look in look.map { "trigger \($0.trigger) up to \($0.now)" } ?? "-" }
            return "clock \(clock) schedules \(marks) rows \(rows) nodes \(looks)"
        }
    }

    var initial: State {
        var state = State()
        state.schedules = Array(repeating: Schedule(), count: triggers)
        return state
    }

    func isEnd(_ state: State) -> Bool {
        state.clock == Self.times && state.schedules.allSatisfy { $0.watermark == Self.times }
            && !state.rows.contains(0)
    }

    func isReliedOn(_ action: String) -> Bool { true }

    func fault(in state: State) -> String? {
        if state.rows.contains(where: { $0 > 1 }) { return "a time was decided twice" }
        return nil
    }

    func fault(from before: State, to after: State) -> String? {
        for (old, new) in zip(before.schedules, after.schedules) where new.watermark < old.watermark {
            return "the watermark went back"
        }
        return nil
    }

    func steps(from state: State) -> [(action: String, state: State)] {
        var steps: [(String, State)] = []
        func add(_ action: String, _ change: (inout State) -> Void) {
            var next = state
            change(&next)
            steps.append((action, next))
        }
        if state.clock < Self.times { add("the clock ticks") { $0.clock += 1 } }
        if state.clock > 0, state.stepsBackLeft > 0 {
            add("the clock is set back") {
                $0.clock -= 1
                $0.stepsBackLeft -= 1
            }
        }
        for (number, look) in state.nodes.enumerated() {
            guard let look else {
                for (trigger, schedule) in state.schedules.enumerated() where schedule.watermark < state.clock {
                    add("\(number) looks") {
                        $0.nodes[number] = Look(trigger: trigger, seen: schedule, now: state.clock)
                    }
                }
                continue
            }
            if state.crashesLeft > 0 {
                add("\(number) crashes") {
                    $0.nodes[number] = nil
                    $0.crashesLeft -= 1
                }
            }
            addWrite(number, look, state, add)
        }
        return steps
    }

    private func addWrite(
        _ number: Int, _ look: Look, _ state: State, _ add: (String, (inout State) -> Void) -> Void
    ) {
        func moveWatermark(_ next: inout State) {
            next.schedules[look.trigger].watermark = look.now
            // The revision counts on; what it is compared with is only whether it is the one that was seen.
            next.schedules[look.trigger].revision += 1
        }
        func insertRows(_ next: inout State) {
            for time in look.seen.watermark..<look.now {
                next.rows[Int(time)] += hasUniqueKey && next.rows[Int(time)] > 0 ? 0 : 1
            }
        }
        if look.movedWatermark {
            return add("\(number) writes the rows") {
                insertRows(&$0)
                $0.nodes[number] = nil
            }
        }
        guard !comparesRevision || state.schedules[look.trigger].revision == look.seen.revision else {
            return add("\(number) came too late") { $0.nodes[number] = nil }
        }
        guard isAtomic else {
            return add("\(number) moves the watermark") {
                moveWatermark(&$0)
                $0.nodes[number]?.movedWatermark = true
            }
        }
        add("\(number) writes the tick") {
            moveWatermark(&$0)
            insertRows(&$0)
            $0.nodes[number] = nil
        }
        if state.lostAnswersLeft > 0 {
            // It looks again, whatever became of it.
            add("\(number) writes the tick and does not hear of it") {
                moveWatermark(&$0)
                insertRows(&$0)
                $0.nodes[number] = nil
                $0.lostAnswersLeft -= 1
            }
        }
    }
}
