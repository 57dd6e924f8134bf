import ArgumentParser

/// What the program's exit codes mean; `milieu help exit-codes` prints them.
enum ExitStatus: Int32, CaseIterable {
    case done = 0
    case failed = 1
    case somethingToDo = 2
    case invalidFiles = 3
    case notAllowed = 4
    case someDeliveriesFailed = 5
    case usage = 64
    case unavailable = 69
    case interrupted = 130

    var meaning: String {
        switch self {
        case .done: "done; also an empty list"
        case .failed: "the operation failed"
        case .somethingToDo: "only with plan --detailed-exitcode: something would be sent"
        case .invalidFiles: "configuration or job files are invalid; with migrate --check: steps are to be applied"
        case .notAllowed: "not allowed"
        case .someDeliveriesFailed: "finished, but some deliveries failed"
        case .usage: "the command was not understood"
        case .unavailable: "the server is not reachable, or asks to wait"
        case .interrupted: "interrupted"
        }
    }

    var code: ExitCode { ExitCode(rawValue) }
}
