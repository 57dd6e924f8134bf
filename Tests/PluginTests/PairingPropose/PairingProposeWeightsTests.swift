import BuiltinPlugins
import Community
import Definitions
import PluginKit
import Scheduling
import TestSupport
import Testing

/// What weights a job file may hold.
@Suite struct PairingProposeWeightsTests {
    private func faults(_ weights: String) throws -> [Diagnostic] {
        let entry = try #require(try PluginRegistry(builtinPlugins)["pairing.propose"])
        // As in a job: with an expression beside it, which has no value before the run.
        let text = "only: ${{ inputs.newcomer }}\nweights:\n  waiting: 1\n  \(weights)\n"
        return entry.faults(in: try YAMLReader.read(text, file: "Jobs/pairs.yaml"))
    }

    @Test(arguments: [
        ".nan", "NaN", ".inf", "-.inf", "1e400", "-1", "+1", "1001", "99999999999999999999", "0.0001", "1.", ".5",
        "two", "\"\"", "[1]", "0x10", "٣",
    ])
    func `what is no weight is refused at its place`(weight: String) throws {
        let found = try faults("interests: \(weight)")
        #expect(found.map { "\($0.place.file):\($0.place.line):\($0.place.column)" } == ["Jobs/pairs.yaml:4:14"])
        let expected = "weights.interests: expected a number from 0 to 1000 with at most three decimals, found "
        #expect(found.first?.message.hasPrefix(expected) == true)
    }

    @Test(arguments: ["0", "0.5", "0.125", "3", "14", "7.50"])
    func `numbers of three decimals are weights`(weight: String) throws {
        #expect(try faults("interests: \(weight)").isEmpty)
    }

    @Test func `S3-15: no criterion counts for more than half`() throws {
        // The others are 3, 2, 1, 1, 1, 1, 3, 1 and 2 together: 15.
        #expect(try faults("interests: 15").isEmpty)
        let found = try #require(try faults("interests: 15.001").first)
        #expect(found.place.line == 4 && found.place.column == 14)
        #expect(found.message == "weights.interests: counts for more than half of all (15.001 of 30.001)")
        #expect(found.hint == "at most 15 beside the others as they are")
    }

    @Test func `weights that are all nothing are refused`() throws {
        let names = [
            "shared_experience", "interests", "shared_time", "language", "pathway", "difference", "previous_pair",
            "wishes", "mentor_load",
        ]
        let all = names.map { "\($0): 0" }.joined(separator: "\n  ")
        #expect(try faults(all).first?.message.hasPrefix("weights.waiting: counts for more than half") == true)
        let entry = try #require(try PluginRegistry(builtinPlugins)["pairing.propose"])
        let text = "weights:\n  waiting: 0\n  \(all)\n"
        let found = entry.faults(in: try YAMLReader.read(text, file: "a.yaml"))
        #expect(found.first?.message == "weights.wishes: all weights are 0, expected some above it")
    }

    @Test(arguments: [
        ("limit: 0", "limit: expected 1 to 200, found '0'"),
        ("mentor: rui", "mentor: a mentor is chosen for one newcomer"),
        ("shared_time: 8d", "shared_time: expected 0s to 1w, found '8d'"),
        ("longest_wait: 1h", "longest_wait: expected at least 1d, found '1h'"),
        ("mentors: { tenure: -1d }", "mentors.tenure: expected 0s or more, found '-1d'"),
        ("weights: { intrests: 1 }", "weights.intrests: unknown setting"),
    ])
    func `other settings have their bounds`(with: String, message: String) throws {
        let entry = try #require(try PluginRegistry(builtinPlugins)["pairing.propose"])
        let found = entry.faults(in: try YAMLReader.read(with, file: "a.yaml"))
        #expect(found.first?.message.contains(message) == true)
    }
}
