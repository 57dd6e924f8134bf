public import Community
import Scheduling

/// What an import would do, or did: by id, in order.
public struct RosterChange: Hashable, Sendable {
    public var added: [MemberID] = []
    public var changed: [MemberID] = []
    public var unchanged = 0
    public var doNotPairAdded = 0
    /// Listed consents that ended, and for which the list names no later signature.
    public var consentsNotGiven = 0
    /// People who were erased and are not taken in again.
    public var erased: [MemberID] = []
    /// Contact points that are new to somebody and were stopped under another id: nothing goes there.
    public var keptStops: [KeptStop] = []
    /// How the first people were and would be, in the order of the file; nobody before for one who is new.
    public var details: [Detail] = []
    /// A name for the difference: two imports that would do the same to the same people have the same.
    ///
    /// 16 hexadecimal digits, to tell differences apart; not a defence against anybody.
    public var fingerprint = ""

    /// The details that are kept; a million people more are counted.
    public static let mostDetails = 1_000

    public init() {}

    /// Whether it does nothing.
    public var isEmpty: Bool { added.isEmpty && changed.isEmpty && doNotPairAdded == 0 }

    public struct KeptStop: Hashable, Sendable {
        public let member: MemberID
        public let contact: ContactPoint
        /// Under which id nothing more was asked for there.
        public let holder: MemberID
    }

    public struct Detail: Hashable, Sendable {
        public let old: Member?
        public let new: Member
    }
}

/// The difference is another than the one that was shown; nothing was taken in.
public struct RosterOvertaken: Error {
    /// The difference as it is now.
    public let change: RosterChange
}

/// How an import knows those who were erased, and what it does about them.
public struct ErasedPeople: Sendable {
    /// The pseudonym of an id, which nobody can make without the program's key.
    let pseudonym: @Sendable (MemberID) -> String
    /// Whether they are taken in anew: they came back, and somebody says so.
    let areWelcome: Bool

    public init(areWelcome: Bool = false, pseudonym: @Sendable @escaping (MemberID) -> String) {
        self.pseudonym = pseudonym
        self.areWelcome = areWelcome
    }
}

/// Names a difference while it is worked out.
struct DifferenceDigest {
    private var state: UInt64 = 0xcbf2_9ce4_8422_2325

    mutating func add(_ text: String) {
        for byte in text.utf8 { state = (state ^ UInt64(byte)) &* 0x100_0000_01b3 }
        state = (state ^ 0xff) &* 0x100_0000_01b3
    }

    mutating func add(_ values: [SQLValue]) {
        for value in values {
            switch value {
            case .null: add("-")
            case .integer(let number): state = (state ^ UInt64(bitPattern: number)) &* 0x100_0000_01b3
            case .text(let text): add(text)
            case .bytes(let bytes): for byte in bytes { state = (state ^ UInt64(byte)) &* 0x100_0000_01b3 }
            }
        }
    }

    /// 16 hexadecimal digits.
    var text: String {
        let digits = String(state, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }
}
