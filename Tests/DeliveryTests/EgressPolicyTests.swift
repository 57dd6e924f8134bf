import PluginKit
import Testing

@testable import Delivery

@Suite struct EgressPolicyTests {
    /// At both ends of each special range, inside, and beside.
    @Test(arguments: [
        "0.0.0.0", "0.255.255.255", "10.0.0.0", "10.255.255.255", "100.64.0.0", "100.127.255.255", "100.100.100.200",
        "127.0.0.1", "127.255.255.255", "168.63.129.16", "169.254.0.0", "169.254.169.254", "169.254.255.255",
        "172.16.0.0", "172.31.255.255", "192.0.0.0", "192.0.0.192", "192.0.2.1", "192.31.196.1", "192.52.193.1",
        "192.88.99.1", "192.168.0.0", "192.168.255.255", "192.175.48.1", "198.18.0.0", "198.19.255.255", "198.51.100.7",
        "203.0.113.9", "224.0.0.1", "239.255.255.255", "240.0.0.1", "255.255.255.255",
        "::", "::1", "::127.0.0.1", "::8.8.8.8", "::ffff:127.0.0.1", "::ffff:7f00:1", "::ffff:a9fe:a9fe",
        "::ffff:10.0.0.1", "64:ff9b::7f00:1", "64:ff9b::8.8.8.8", "64:ff9b:1::1", "100::1", "100:0:0:1::1",
        "2001::1", "2001:0:4136:e378:8000:63bf:3fff:fdd2", "2001:2::1", "2001:10::1", "2001:20::1", "2001:1ff:ffff::",
        "2001:db8::1", "2001:db8:ffff::", "2002::1", "2002:7f00:1::", "2002:808:808::", "2620:4f:8000::1", "3fff::1",
        "3fff:fff::1", "4000::1", "5f00::1", "8000::1", "fc00::1", "fd00:ec2::254", "fdff::1", "fe80::1",
        "fe80::1%eth0", "febf::1", "fec0::1", "feff::1", "ff02::1", "ffff:ffff::", "1fff::1",
        "", "nonsense", "127.0.0.1.example.org", "1", "0x7f.1", "2130706433", "0177.0.0.1",
    ])
    func `an address that is not of the public internet is refused, and so is what is no address`(address: String) {
        #expect(!EgressPolicy().permits(address: address, host: "x.example.org"))
    }

    @Test(arguments: [
        "1.1.1.1", "8.8.8.8", "9.255.255.255", "11.0.0.0", "100.63.255.255", "100.128.0.0", "126.255.255.255",
        "128.0.0.0", "169.253.255.255", "169.255.0.0", "172.15.255.255", "172.32.0.0", "192.0.1.0", "192.0.3.0",
        "192.167.255.255", "192.169.0.0", "198.17.255.255", "198.20.0.0", "223.255.255.255", "::ffff:8.8.8.8",
        "2000::1", "2001:200::1", "2001:db7::1", "2001:db9::1", "2003::1", "2606:4700::1111", "3ffe::1", "3fff:1000::",
    ])
    func `what lies beside those ranges is dialled`(address: String) {
        #expect(EgressPolicy().permits(address: address, host: "x.example.org"))
    }

    /// How an address may be written in a URL: libcurl's parser makes one and the same of all of them.
    @Test(arguments: [
        "http://2130706433/", "http://0x7f000001/", "http://017700000001/", "http://0x7f.1/", "http://127.1/",
        "http://127.0.1/", "http://0177.0.0.01/", "http://0x7f.0x0.0x0.0x1/", "http://127.0.0.1/",
        "http://%31%32%37.0.0.1/",
    ])
    func `every way to write this machine's address is read as it`(url: String) {
        #expect(CurlDriver.host(of: url) == "127.0.0.1")
    }

    @Test func `names, addresses and ranges are allowed, and nothing beside them`() {
        let policy = EgressPolicy(allowed: [
            "10.0.5.0/24", "Mail.LAN.", "127.0.0.1", "fd12:3456::/32", "::ffff:192.168.7.0/120",
        ])
        func permits(_ address: String, _ host: String = "x") -> Bool { policy.permits(address: address, host: host) }
        #expect(permits("10.0.5.0") && permits("10.0.5.255"))
        #expect(!permits("10.0.4.255") && !permits("10.0.6.0"))
        #expect(permits("192.168.1.1", "mail.lan") && permits("192.168.1.1", "MAIL.lan."))
        #expect(!permits("192.168.1.1", "mail.lan.example.org") && !permits("192.168.1.1", "xmail.lan"))
        #expect(permits("127.0.0.1") && permits("::ffff:127.0.0.1") && !permits("127.0.0.2"))
        #expect(permits("fd12:3456::1") && !permits("fd12:3457::1"))
        #expect(permits("192.168.7.9") && !permits("192.168.8.9"))
    }

    @Test(arguments: [
        "169.254.169.254", "fe80::1", "fd00:ec2::254", "fd20:ce::254", "100.100.100.200", "168.63.129.16",
        "192.0.0.192", "::ffff:169.254.169.254", "64:ff9b::a9fe:a9fe", "2002:a9fe:a9fe::1", "fd00::5efe:a9fe:a9fe",
    ])
    func `a link-local or metadata address is reached by its own listing only`(address: String) {
        let wide = EgressPolicy(allowed: ["0.0.0.0/0", "::/0", "metadata.lan", "169.254.0.0/16", "fe80::/10"])
        #expect(!wide.permits(address: address, host: "metadata.lan"))
        #expect(EgressPolicy(allowed: [address]).permits(address: address, host: "x"))
    }

    @Test func `an allowed translator opens what it carries only as far as that is allowed`() {
        let translator = EgressPolicy(allowed: ["64:ff9b::/96"])
        #expect(translator.permits(address: "64:ff9b::8.8.8.8", host: "x"))
        #expect(!translator.permits(address: "64:ff9b::10.0.0.1", host: "x"))
        let both = EgressPolicy(allowed: ["64:ff9b::/96", "10.0.0.0/8"])
        #expect(both.permits(address: "64:ff9b::10.0.0.1", host: "x"))
    }

    @Test(arguments: ["10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/", "10.0.0/8", "::/129", "/8", "::ffff:10.0.0.0/8"])
    func `a range that cannot be read allows nothing`(range: String) {
        #expect(!EgressPolicy(allowed: [range]).permits(address: "10.0.0.1", host: "x"))
    }

    @Test(arguments: [
        ("http://a:b@x.example.org/", "user"), ("http://a@x.example.org/", "user"), ("ftp://x.example.org/", "https"),
        ("file:///etc/hostname", "https"), ("gopher://127.0.0.1:25/", "https"), ("smtp://127.0.0.1/", "https"),
        ("http://[fe80::1%25eth0]/", "zone"), ("x y", "https"), ("", "https"), ("http://", "https"),
        ("http://a b/", "https"), ("dict://127.0.0.1:1/", "https"), ("http://127.0.0.1:99999/", "https"),
    ])
    func `an address with anything odd in it is not begun`(url: String, word: String) async throws {
        let driver = CurlDriver(policy: EgressPolicy(allowed: ["0.0.0.0/0", "::/0"]))
        let error = await #expect(throws: TransportError.self) {
            try await driver.perform(HTTPRequest(url: url, headers: [], body: [1], timeout: .seconds(5)))
        }
        guard case .invalid(let what) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(what.contains(word))
    }
}
