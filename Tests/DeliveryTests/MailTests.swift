import Scheduling
import Testing

@testable import Delivery

@Suite struct MailTests {
    @Test(arguments: [
        ("120", 120), ("1.2", 2), ("Thu, 01 Jan 1970 00:01:00 GMT", 60), ("Thu, 01 Jan 1970 00:00:00 GMT", 0),
        ("soon", nil),
    ])
    func `Retry-After is read in each of its forms`(text: String, seconds: Int?) {
        #expect(RetryAfter.delay(text, at: Instant(seconds: 0)) == seconds.map { .seconds($0) })
    }

    @Test(arguments: [
        ("8.8.8.8", true), ("127.0.0.1", false), ("10.1.2.3", false), ("169.254.169.254", false), ("100.64.0.1", false),
        ("::1", false), ("::ffff:127.0.0.1", false), ("fe80::1", false), ("64:ff9b::7f00:1", false),
        ("2002:7f00:1::", false),
        ("fd00:ec2::254", false), ("2606:4700::1", true), ("0.0.0.0", false), ("224.0.0.1", false), ("nonsense", false),
    ])
    func `only public addresses are dialled`(address: String, isPermitted: Bool) {
        #expect(EgressPolicy().permits(address: address, host: "x.example") == isPermitted)
    }

    @Test func `what is allowed by name, address or range is dialled`() {
        let policy = EgressPolicy(allowed: ["10.0.5.0/24", "mail.lan", "127.0.0.1"])
        #expect(policy.permits(address: "10.0.5.9", host: "x"))
        #expect(!policy.permits(address: "10.0.6.9", host: "x"))
        #expect(policy.permits(address: "192.168.1.1", host: "mail.lan"))
        #expect(policy.permits(address: "127.0.0.1", host: "x"))
    }
}
