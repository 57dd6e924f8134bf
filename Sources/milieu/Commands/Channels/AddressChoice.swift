import ArgumentParser
import Definitions
import Delivery
import Foundation
import PluginKit

/// Reads an address that was given on the command line, and asks when two programs read it differently.
struct AddressChoice {
    let options: ProgramOptions

    /// The one reading that is meant.
    func reading(of url: String) throws -> AddressReading {
        let readings: [AddressReading]
        do {
            readings = try ChannelAddresses.readings(url)
        } catch {
            throw complain(error, about: url)
        }
        guard readings.count > 1 else { return readings[0] }
        let scheme = ChannelAddresses.scheme(of: url)
        options.output.complain("error: this URL can be read in \(readings.count) ways:")
        for (index, reading) in readings.enumerated() {
            options.output.complain("  \(index + 1)  \(reading.summary)")
            options.output.complain("     to mean this, write \(reading.prefix)\(scheme)://…")
        }
        guard isatty(STDIN_FILENO) == 1, options.output.isTerminal else { throw ExitStatus.usage.code }
        StandardStream.error.write("Which one, 1 to \(readings.count)? ")
        guard let answer = readLine(), let number = Int(answer.filter { !$0.isWhitespace }),
            readings.indices.contains(number - 1)
        else { throw options.fail("nothing was chosen", .usage) }
        return readings[number - 1]
    }

    private func complain(_ error: ChannelAddressError, about url: String) -> ExitCode {
        let shown = ChannelAddressReader.masked(url)
        let fault = Diagnostic(
            SourcePlace(file: "URL", line: 1, column: error.column, length: error.length), "channel-url", error.message,
            hint: error.hint)
        options.output.complain(DiagnosticsRenderer(sources: ["URL": shown]).text([fault]))
        return ExitStatus.usage.code
    }
}
