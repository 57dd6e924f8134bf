import Delivery
import Testing

/// Names for people who are gone.
@Suite struct PseudonymTests {
    @Test func `the same id in any spelling and key give the same pseudonym, and no id could be one`() {
        let key = [UInt8](0..<32)
        let pseudonyms = Pseudonyms(key: key)
        let one = pseudonyms.pseudonym(of: "ana")
        // HMAC-SHA256, as Python's hmac gives it for b"milieu-pseudonym-v1ana".
        #expect(one == "~5890646ac94539ac3b9f58ca09bd8f53")
        #expect(Pseudonyms(key: key).pseudonym(of: "ana") == one)
        #expect(pseudonyms.pseudonym(of: "ANA") == one)
        #expect(pseudonyms.pseudonym(of: "anb") != one)
        #expect(Pseudonyms(key: [UInt8](1..<33)).pseudonym(of: "ana") != one)
    }
}
