import Foundation

/// One file that stops every message to members, and no message to staff about their own work.
///
/// While `Config/STOP` is there, nothing is lost: what is due waits, and goes, or expires, when the file is removed. Asked
/// for before each claim and right before each message goes. Where nobody can tell whether it is there, it counts as there.
public struct KillSwitch: Sendable {
    /// Where the file is, from the program's folder.
    public static let name = "Config/STOP"

    private let path: String

    public init(root: String) { path = "\(root)/\(Self.name)" }

    public var isOn: Bool { reason != nil }

    /// Why members' messages are stopped; nil while they are not.
    public var reason: String? {
        var status = stat()
        // The link itself, so that one that leads nowhere counts as well.
        if lstat(path, &status) == 0 { return "no message goes to members while \(Self.name) is there" }
        if errno == ENOENT { return nil }
        let words = String(cString: strerror(errno))
        return "no message goes to members, as nobody can tell whether \(Self.name) is there: \(words)"
    }
}
