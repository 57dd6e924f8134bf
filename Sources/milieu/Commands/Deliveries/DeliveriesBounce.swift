import ArgumentParser
import Community
import Delivery
import Foundation
import Messages
import Persistence
import PluginKit

struct DeliveriesBounce: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bounce", abstract: "Takes in one mail that came back.",
        discussion: """
            Reads a delivery report or a complaint, as the mailbox of 'bounces' gets it, and notes it for the message that
            it tells of. When the mailbox is gone, or the person complained, nothing goes to the address again; staff see
            why in milieu members list and milieu why. The same mail again changes nothing, and a mail that is no report, or
            that nobody can have had from us, is left alone. For a relay it ends well in all these cases, and with status
            75 when it cannot write, so that the relay tries again.

            EXAMPLES
              milieu deliveries bounce report.eml
              |/usr/bin/milieu deliveries bounce - --dir /srv/riverside
            """)

    @OptionGroup var options: ProgramOptions
    @Argument(help: "A file with one mail, or - for standard input.") var file: String
    @Flag(help: "One JSON document.") var json = false

    /// More than any report; the rest is not read.
    private static let longest = 10_485_760
    /// EX_TEMPFAIL of sysexits.h: the relay keeps the mail and comes again.
    private static let tryAgain = ExitCode(75)

    func run() async throws {
        let bytes = try read()
        let workplace: Workplace
        do { workplace = try await options.open() } catch { throw Self.tryAgain }
        guard let id = workplace.marks.message(returnedIn: bytes) else {
            return report(nil, "nothing-of-ours", "it answers no mail of this program; nothing was changed")
        }
        guard let returned = ReturnedMail.meaning(of: bytes) else {
            return report(id, "no-report", "it is neither a delivery report nor a complaint; nothing was changed")
        }
        do {
            switch try await workplace.store.takeReturn(returned, of: id, at: workplace.clock.now()) {
            case .noted(let member, true):
                report(id, returned.kind.rawValue, "\(member): \(returned.reason); nothing goes to this address again")
            case .noted(let member, false): report(id, returned.kind.rawValue, "\(member): \(returned.reason); noted")
            case .known: report(id, "known", "it had come before; nothing was changed")
            case .unknown: report(id, "not-kept", "the message is not kept any more; nothing was changed")
            }
        } catch let error as StoreError {
            options.output.complain("\(error)")
            throw Self.tryAgain
        }
    }

    private func read() throws -> [UInt8] {
        guard file != "-" else {
            var bytes: [UInt8] = []
            while bytes.count < Self.longest, let chunk = try FileHandle.standardInput.read(upToCount: 65_536),
                !chunk.isEmpty
            {
                bytes += chunk
            }
            return bytes
        }
        guard let data = FileManager.default.contents(atPath: file) else {
            throw options.fail("\(file): cannot be read; give a file with one mail, or - for standard input", .usage)
        }
        return Array(data.prefix(Self.longest))
    }

    private func report(_ id: String?, _ outcome: String, _ sentence: String) {
        guard json else { return options.output.result(id.map { "\($0): \(sentence)" } ?? sentence) }
        options.output.result(
            JSONValue.object([
                ("message", .optional(id)), ("outcome", .string(outcome)), ("text", .string(sentence)),
            ]).text())
    }
}
