import Community
import Scheduling
import Testing

/// What did not sit well with somebody, as tables: how it moves, who reads it when, and who may say what of it.
@Suite struct ConcernTests {
    private static let now = Instant(seconds: 1_795_000_000)

    /// Every move that a concern can make; all others are refused.
    private static let moves: [(ConcernState, ConcernState.Event, ConcernState)] = [
        (.held, .hear, .heard), (.heard, .hear, .heard), (.withStaff, .hear, .withStaff), (.taken, .hear, .taken),
        (.held, .release, .withStaff), (.heard, .release, .withStaff),
        (.held, .settle, .settled), (.heard, .settle, .settled), (.withStaff, .settle, .settled),
        (.taken, .settle, .settled), (.held, .withdraw, .withdrawn), (.heard, .withdraw, .withdrawn),
        (.withStaff, .withdraw, .withdrawn), (.taken, .withdraw, .withdrawn), (.withStaff, .take, .taken),
        (.taken, .close, .closed),
    ]

    private static func concern(
        _ first: Concern.First, _ state: ConcernState = .held, hold: Duration = .hours(48)
    ) -> Concern {
        var concern = Concern(
            id: ConcernID("k-1"), raisedBy: MemberID("ana"), first: first, words: ConcernWords(happened: "I waited"),
            hold: hold, at: now)
        concern.writtenState = state
        return concern
    }

    private static func person(_ id: String, _ roles: Set<Role> = [.member]) -> Member {
        Member(id: MemberID(id), roles: roles)
    }

    @Test(arguments: ConcernState.allCases, ConcernState.Event.allCases)
    func `S0-18: a concern moves as the table says and no other way`(state: ConcernState, event: ConcernState.Event) {
        #expect((try? state.after(event)) == Self.moves.first { $0.0 == state && $0.1 == event }?.2)
    }

    @Test(arguments: ConcernState.allCases.filter(\.isStanding))
    func `S0-18: whoever raised it can settle it and take it back for as long as it stands`(state: ConcernState) throws
    {
        #expect(try state.after(.settle) == .settled)
        #expect(try state.after(.withdraw) == .withdrawn)
        #expect(!ConcernState.settled.isStanding && !ConcernState.withdrawn.isStanding)
    }

    @Test(arguments: [(-1, ConcernState.held), (0, .withStaff), (1, .withStaff)] as [(Int64, ConcernState)])
    func `S0-18: the hold ends by itself, exactly at its instant`(milliseconds: Int64, state: ConcernState) {
        let peer = Self.concern(.peer(MemberID("joana")))
        let at = Instant(milliseconds: peer.heldUntil.milliseconds + milliseconds)
        #expect(peer.heldUntil == Self.now + .hours(48) && peer.state(at: at) == state)
        #expect(Self.concern(.group).state(at: at) == state)
        let isRead = peer.isReadable(by: Self.person("maria", [.counselor]), at: at)
        #expect(isRead == (state == .withStaff))
        // What goes to staff first is held for nobody.
        #expect(Self.concern(.team).state(at: Self.now) == .withStaff)
    }

    @Test
    func `S0-18: its words are read by whoever raised it, by whom they told, and after the hold by who follows up`() {
        let people: [(Member, [ConcernState])] = [
            (Self.person("ana"), ConcernState.allCases),
            (Self.person("joana", [.member, .mentor]), [.held, .heard, .withStaff, .taken]),
            (Self.person("rui"), []), (Self.person("vera", [.peerWorker]), []),
            (Self.person("zeca", [.facilitator]), []), (Self.person("otto", [.operator]), []),
            (Self.person("maria", [.counselor]), [.withStaff, .taken, .closed]),
            (Self.person("sol", [.supervisor]), [.withStaff, .taken, .closed]),
        ]
        for (person, states) in people {
            for state in ConcernState.allCases {
                let concern = Self.concern(.peer(MemberID("joana")), state)
                #expect(concern.isReadable(by: person, at: Self.now) == states.contains(state), "\(person.id) \(state)")
            }
        }
        // Nobody reads as staff what is about themselves.
        let staff = Self.concern(.peer(MemberID("maria")), .closed)
        #expect(!staff.isReadable(by: Self.person("maria", [.counselor]), at: Self.now))
        var left = Self.person("sol", [.supervisor])
        left.stage = .left
        #expect(!Self.concern(.team).isReadable(by: left, at: Self.now))
    }

    @Test func `S0-18: the one whom it is about reads it, and cannot make it go away`() {
        let concern = Self.concern(.peer(MemberID("joana")))
        let all = ConcernState.Event.allCases
        func may(_ person: Member) -> [ConcernState.Event] { all.filter { concern.mayBe($0, by: person) } }
        #expect(may(Self.person("ana")) == [.release, .settle, .withdraw])
        #expect(may(Self.person("joana", [.member, .mentor])) == [.hear])
        #expect(may(Self.person("joana", [.member, .counselor])) == [.hear])
        #expect(may(Self.person("maria", [.counselor])) == [.take, .close])
        #expect(may(Self.person("zeca", [.facilitator])) == [] && may(Self.person("rui")) == [])
    }

    @Test func `S2-4: it has four parts, and none of them for points, levels or privileges`() {
        let words = ConcernWords(happened: " the dishes stood ", need: "\n", repair: "a list", support: "a hand")
        #expect(words.parts == ["the dishes stood", "", "a list", "a hand"] && !words.isEmpty)
        #expect(ConcernWords(happened: "  ", need: "\n").isEmpty)
        let long = ConcernWords(happened: String(repeating: "a", count: 3_000))
        #expect(long.happened.count == Question.longestText)
        let names = Set(Mirror(reflecting: Self.concern(.team)).children.compactMap(\.label))
        #expect(
            names == ["id", "raisedBy", "first", "words", "raisedAt", "heldUntil", "writtenState", "takenBy"])
        #expect(
            Set(Mirror(reflecting: words).children.compactMap(\.label)) == ["happened", "need", "repair", "support"])
    }
}
