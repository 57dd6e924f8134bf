import ArgumentParser
import Community
import Delivery
import Engine
import Persistence
import Scheduling

struct MembersErase: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "erase", abstract: "Shows what an erasure would take away, and with --yes erases a person.",
        discussion: """
            Their goals, answers, messages and all else that is theirs goes at once, and cannot be brought back. Whom not to
            pair them with stays, for the safety of others, under a pseudonym that knows them again only if they come back
            under the same id. An import refuses them from then on, but with --readmit.

            EXAMPLES
              milieu members export ana --as maria --to ana.json      first, when they wish to keep it
              milieu members erase ana --as maria                     what would go
              milieu members erase ana --as maria --yes
            """)

    @OptionGroup var options: ProgramOptions
    @Argument(help: "Whom.") var id: String
    @Option(name: .customLong("as"), help: "Who does it: the person, or a counselor or supervisor.") var actor: String
    @Flag(help: "Erase them.") var yes = false
    @Flag(help: "One JSON document.") var json = false

    func run() async throws {
        let workplace = try await options.open()
        let member = try await options.member(id, in: workplace)
        let who = try await options.reader(actor, of: .record, about: member, in: workplace)
        let erasure: Erasure
        do {
            erasure =
                yes
                ? try await workplace.store.erase(
                    member.id, as: workplace.pseudonyms.pseudonym(of: member.id.rawValue), by: who.id,
                    at: workplace.clock.now())
                : try await workplace.store.erasure(of: member.id)
        } catch let refusal as ErasureRefusal {
            throw options.fail("'\(member.id)' is not erased: \(refusal)", .notAllowed)
        }
        if json { return options.output.result(document(erasure).text()) }
        for (counts, words) in [(erasure.removed, "gone"), (erasure.kept, "kept without their name")] {
            for count in counts {
                options.output.result("\(yes ? "" : "would be ")\(words): \(count.count) \(count.words)")
            }
        }
        for other in erasure.pairedWith {
            options.output.result(
                "the pair with \(other) \(yes ? "is being" : "would be") closed, and \(other) thanked")
        }
        if erasure.inFlight > 0 {
            options.output.result("\(erasure.inFlight) on the way this moment, which may arrive still")
        }
        options.output.say(
            yes
                ? """
                Erased. Backups made before, and what platforms have received, are not reached by this.
                next: take the row out of your roster, which an import refuses from now on
                """
                : "Nothing was changed.\nnext: milieu members erase \(id) --as \(actor) --yes")
    }

    private func document(_ erasure: Erasure) -> JSONValue {
        func counts(_ counts: [Erasure.Count]) -> JSONValue {
            .object(counts.map { ($0.words, .number($0.count)) })
        }
        return .object([
            ("erased", .bool(yes)), ("removed", counts(erasure.removed)), ("kept", counts(erasure.kept)),
            ("closed_pairs_with", .array(erasure.pairedWith.map { .string($0.rawValue) })),
            ("in_flight", .number(erasure.inFlight)),
        ])
    }
}
