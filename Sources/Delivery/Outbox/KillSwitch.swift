import Foundation

/// One file that stops every message to members, and no message to staff about their own work.
///
/// While `Config/STOP` is there, nothing is lost: what is due waits, and goes, or expires, when the file is removed. Asked
/// for before each claim and right before each message goes.
public struct KillSwitch: Sendable {
    /// Where the file is, from the program's folder.
    public static let name = "Config/STOP"

    private let path: String

    public init(root: String) { path = "\(root)/\(Self.name)" }

    public var isOn: Bool { access(path, F_OK) == 0 }
}
