import Foundation
import TestSupport
import Testing

@testable import milieu

@Suite struct StarterFilesTests {
    @Test func `a new program has every job, message and questionnaire that ships`() throws {
        let folders = ["Jobs", "Config/messages", "Config/questionnaires"]
        let shipped = folders.flatMap { InventedProgram.files(in: $0) }
        #expect(shipped.count > 60)
        let written = StarterFiles.all.map(\.path).filter { path in
            folders.contains { path.hasPrefix("\($0)/") } && path.hasSuffix(".yaml")
        }
        #expect(written.sorted() == shipped.sorted())
    }
}
