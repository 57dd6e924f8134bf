import Community
import Delivery
import Foundation
import Messages
import Persistence
import PluginKit
import Scheduling
import TestSupport
import Testing

/// `milieu serve` and real people's ways to answer it: a phone's browser, and a platform that passes replies on.
///
/// From the job file to the message that arrives, the page that its link opens, the answer that is given there by thumb and
/// by keyboard, and what is kept of it.
@Suite struct BrowserTests {
    private static let secret = "whsec_" + Data(Array(repeating: 5, count: 32)).base64EncodedString()

    private static let roster = """
        id,preferred_name,languages,roles,joined_on,channel,address,consents
        ana,Ana,en,member newcomer,2026-01-05,phones,ana-phone,check_in reminders goals pairing
        karim,كريم,ar,member,2025-01-12,phones,karim-phone,check_in reminders goals pairing
        maria,Maria,en,counselor,2024-01-12,screen,maria,

        """

    /// A program that reaches its people by a phone.
    private struct Served {
        let program: ProgramFolder
        let phone: Phone
        let port: Int
        let node: ProgramFolder.Node

        /// `jobs`: Those that it has, by their names; all of them are started by hand.
        init(_ jobs: [String] = ["nightly-check-in", "goal-review"], roster: String = BrowserTests.roster) async throws
        {
            phone = try await Phone()
            port = try ForeignProcess.freePort()
            program = try ProgramFolder()
            let path = "\(program.folder.path)/Config/milieu.yaml"
            let text = try String(contentsOfFile: path, encoding: .utf8)
            try program.folder.write(
                text.replacing("listen: 127.0.0.1:0", with: "listen: 127.0.0.1:\(port)")
                    .replacing("http://127.0.0.1:8080", with: "http://127.0.0.1:\(port)")
                    .replacing("allow: []", with: "allow: [127.0.0.1]")
                    // Whatever time of day it is.
                    .replacing(#"  from: "21:00""#, with: #"  from: "00:00""#)
                    .replacing(#"  to: "08:00""#, with: #"  to: "00:00""#)
                    .replacing("closed:\n  weekdays: [sat, sun]", with: "closed:\n  weekdays: []")
                    .replacing(
                        "channels:\n",
                        with: """
                            channels:
                              phones:
                                kind: webhook
                                url: http://127.0.0.1:\(phone.port)/
                                secret: \(BrowserTests.secret)
                                answers_secret: \(BrowserTests.secret)

                            """), to: "Config/milieu.yaml")
            try program.folder.write(roster, to: "Config/people.csv")
            for job in jobs where job != "newcomer-pairing" {
                let path = "Jobs/\(job).yaml"
                let text = try String(contentsOfFile: "\(program.folder.path)/\(path)", encoding: .utf8)
                // By hand alone: the hour at which the test runs is nobody's evening.
                let schedule = #/on:\n(?:  .*\n)+/#
                try program.folder.write(text.replacing(schedule, with: "on:\n  manual: {}\n"), to: path)
            }
            for name in try FileManager.default.contentsOfDirectory(atPath: "\(program.folder.path)/Jobs")
            where !jobs.contains(where: { "\($0).yaml" == name }) {
                try FileManager.default.removeItem(atPath: "\(program.folder.path)/Jobs/\(name)")
            }
            _ = try await program.run("members", "import", "Config/people.csv", "--apply")
            node = try await program.serve()
        }

        /// Posts a reply to the program's door, as its platform does.
        func post(_ text: String, id: String, from: String = "ana-phone", by secret: String = BrowserTests.secret)
            async throws -> Int
        {
            let body = Array(#"{"from":"\#(from)","text":"\#(text)"}"#.utf8)
            let now = Int64(Date().timeIntervalSince1970)
            let signature = try StandardWebhooks(secrets: [Secret(secret)]).signature(
                id: id, timestamp: now, body: body)
            let response = try await CurlDriver(policy: EgressPolicy(allowed: ["127.0.0.1"])).perform(
                HTTPRequest(
                    url: "http://127.0.0.1:\(port)/in/phones",
                    headers: [
                        HTTPHeader("content-type", "application/json"), HTTPHeader("webhook-id", id),
                        HTTPHeader("webhook-timestamp", String(now)), HTTPHeader("webhook-signature", signature),
                    ], body: body, timeout: .seconds(20)))
            return response.status
        }

        /// What was answered to the questions that a message brought, by who was asked.
        func answers(_ type: String) async throws -> [String: [String: String]] {
            let store = try await program.open()
            var found: [String: [String: String]] = [:]
            for message in try await store.messages(limit: 100) where message.message.rawValue == type {
                guard let ask = message.ask else { continue }
                for answer in try await store.answers(toAsk: ask) {
                    found[message.member.rawValue, default: [:]][answer.question] = answer.value
                }
            }
            return found
        }
    }

    @Test(.timeLimit(.minutes(10)))
    func `a check-in and a review of goals go from their job files to answers given on a phone`() async throws {
        let served = try await Served()
        let started = try await served.program.run("run", "nightly-check-in")
        #expect(started.status == 0, "\(started.err)")
        var visits: [String: Phone.Visit] = [:]
        for _ in 0..<2 {
            let visit = try #require(try await served.phone.next())
            visits[visit.to] = visit
        }
        for (to, visit) in visits { #expect(visit.faults.isEmpty, "\(to): \(visit.faults.joined(separator: "\n"))") }
        let ana = try #require(visits["ana-phone"])
        #expect(ana.seen.language == "en" && ana.seen.direction == "ltr" && ana.seen.title == "Riverside")
        #expect(ana.seen.answer == "Thank you. It is kept.")
        #expect((ana.seen.stops ?? 0) > 10)
        // Nothing of anybody in what others may read.
        #expect(ana.link?.contains("ana") == false && ana.link?.split(separator: "/").last?.count == 43)
        let karim = try #require(visits["karim-phone"])
        #expect(karim.seen.language == "ar" && karim.seen.direction == "rtl")
        let given = ["connection": "7", "skill": "rested", "high": "Tea with Rui & the rain <3", "contact": "yes"]
        #expect(try await served.answers("check-in.evening") == ["ana": given, "karim": given])

        let store = try await served.program.open()
        let now = Instant(milliseconds: Int64(Date().timeIntervalSince1970 * 1_000))
        let goal = GoalID("g-river")
        try await store.addGoal(
            Goal(id: goal, member: MemberID("ana"), ownWords: "Walk by the river", setAt: now - .days(60)))
        let reviewed = try await served.program.run("run", "goal-review")
        #expect(reviewed.status == 0, "\(reviewed.err)")
        let review = try #require(try await served.phone.next())
        #expect(review.type == "goals.review-invite" && review.to == "ana-phone")
        #expect(review.faults.isEmpty, "\(review.faults.joined(separator: "\n"))")
        #expect(review.seen.answer == "Thank you. It is kept.")
        let shown = try await served.program.run("goals", "show", goal.rawValue, "--as", "ana")
        #expect(shown.out.contains("Walked to the river") && shown.out.contains("on hold"), "\(shown.out)")
        let goals = try await served.program.run("goals", "list", "--member", "ana", "--as", "ana")
        #expect(goals.out.contains("Sing on Sundays"))
        #expect(try await served.node.end() == 0)
    }

    @Test(.timeLimit(.minutes(10)))
    func `replies that a platform passes on are signed, read, answered once and kept for a person`() async throws {
        let served = try await Served()
        let other = "whsec_" + Data(Array(repeating: 6, count: 32)).base64EncodedString()
        #expect(try await served.post("STOP", id: "m-0", by: other) == 401)
        #expect(try await served.post("hello", id: "m-1", from: "nobody") == 202)
        #expect(try await served.post("please stop texting me", id: "m-2") == 202)
        let list = try await served.program.run("replies", "list", "--json", "--as", "maria")
        let found = try JSONDecoder().decode([Waiting].self, from: Data(list.out.utf8))
        #expect(found.map(\.cause) == ["stranger", "perhaps_stop"] && !list.out.contains("texting"))
        let reference = try #require(found.last?.reference)
        let refused = try await served.program.run("replies", "show", reference, "--as", "karim")
        #expect(refused.status == 4 && !refused.out.contains("texting"))
        let shown = try await served.program.run("replies", "show", reference, "--as", "maria")
        #expect(shown.out.contains("words:   please stop texting me") && shown.out.contains("Ana (ana)"))

        // The word itself needs nobody, and is confirmed where it came from although nothing else goes there any more.
        #expect(try await served.post("STOP", id: "m-3") == 202)
        #expect(try await served.post("STOP", id: "m-3") == 202)
        let stopped = try #require(try await served.phone.next())
        #expect(stopped.type == "reply.stopped" && stopped.to == "ana-phone" && stopped.text.contains("START"))
        _ = try await served.program.run("run", "nightly-check-in")
        #expect(try await served.phone.next()?.to == "karim-phone")
        #expect(try await served.post("START", id: "m-4") == 202)
        #expect(try await served.phone.next()?.type == "reply.started")

        let done = try await served.program.run("replies", "stop", reference, "--as", "maria", "--everything")
        #expect(done.status == 0 && done.out == "ana: no more messages, until they want them again\n")
        #expect(try await served.program.run("replies", "done", reference, "--as", "maria").status == 1)
        #expect(try await served.program.open().person(MemberID("ana"))?.hasStopped == true)
        #expect(try await served.node.end() == 0)
    }

    @Test(.timeLimit(.minutes(10)))
    func `an invitation to a pair takes the yes of both, each on their own phone`() async throws {
        let served = try await Served(
            ["newcomer-pairing"],
            roster: """
                id,preferred_name,languages,roles,joined_on,capacity,channel,address,consents,availability,modes,trainings
                ana,Ana,en,member newcomer,2026-01-05,,phones,ana-phone,pairing,tue 18:00-20:00,phone,
                joana,Joana,pt en,member mentor,2024-02-10,1,phones,joana-phone,pairing,tue 18:00-21:00,phone,orientation
                maria,Maria,en,counselor,2024-01-12,,screen,maria,,,,

                """)
        let started = try await served.program.run("run", "newcomer-pairing", "--input", "newcomer=ana")
        #expect(started.status == 0, "\(started.err)")
        let store = try await served.program.open()
        let pair = try #require(try await store.pairings(in: [.proposed]).first)
        let approved = try await served.program.run("pairings", "approve", pair.id.rawValue, "--as", "maria")
        #expect(approved.status == 0, "\(approved.err)")
        for (phone, empty, answer) in [
            ("ana-phone", "Nothing was chosen yet.", "Thank you. It is kept."),
            ("joana-phone", "Ainda não escolheu nada.", "Obrigado. Ficou guardado."),
        ] {
            let visit = try #require(try await served.phone.next())
            #expect(visit.to == phone && visit.faults.isEmpty, "\(visit.faults.joined(separator: "\n"))")
            #expect(visit.seen.empty?.hasPrefix(empty) == true && visit.seen.answer == answer, "\(visit.seen)")
        }
        let state = try await store.pairings([pair.id]).first?.state
        #expect(state == .accepted, "\(state?.rawValue ?? "")")
        #expect(try await served.node.end() == 0)
    }

    private struct Waiting: Decodable {
        let reference: String
        let cause: String
    }
}
