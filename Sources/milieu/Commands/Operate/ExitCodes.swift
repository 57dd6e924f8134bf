import ArgumentParser

struct ExitCodes: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "exit-codes", abstract: "Tells what the exit codes mean.")

    func run() {
        var table = TextTable(["code", "meaning"])
        for status in ExitStatus.allCases { table.rows.append([String(status.rawValue), status.meaning]) }
        Output().result(table.text)
    }
}
