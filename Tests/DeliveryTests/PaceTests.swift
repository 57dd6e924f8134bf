import Messages
import Scheduling
import TestSupport
import Testing

@testable import Delivery

@Suite struct PaceTests {
    @Test(arguments: [
        ("slack", [Pace(.channel, 1, per: .seconds(1))]), ("discord", [Pace(.channel, 5, per: .seconds(2))]),
        ("teams", [Pace(.channel, 4, per: .seconds(1))]), ("ntfy", [Pace(.channel, 60, per: .seconds(300))]),
        ("telegram", [Pace(.channel, 30, per: .seconds(1)), Pace(.recipient, 1, per: .seconds(1))]),
        ("webhook", []), ("email", []), ("matrix", []), ("mattermost", []),
    ])
    func `each platform is sent no more than it takes`(kind: String, paces: [Pace]) throws {
        #expect(try ChannelSamples.channel(kind).paces == paces)
    }

    @Test func `a setting takes the place of the platform's pace`() throws {
        let channel = try ChannelSamples.channel("discord", adding: "pace: { messages: 2, per: 3s }")
        #expect(channel.paces == [Pace(.channel, 2, per: .seconds(3))])
        let chats = try ChannelSamples.channel("telegram", adding: "pace: { messages: 2 }")
        #expect(
            chats.paces == [Pace(.channel, 2, per: .seconds(1)), Pace(.recipient, 1, per: .seconds(1))])
    }

    @Test func `with a token Slack's pace is each person's`() throws {
        let yaml = """
            team:
              kind: slack
              for: staff
              agreement: BAA of 2026-02-01
              token: xoxb-example
            """
        #expect(try ChannelSamples.channel(yaml: yaml).paces == [Pace(.recipient, 1, per: .seconds(1))])
        #expect(
            try ChannelSamples.channel(yaml: yaml + "\n  to: C0000").paces == [Pace(.channel, 1, per: .seconds(1))])
    }

    @Test func `the first by the alphabet stands for channels of one endpoint`() {
        #expect(
            DispatchMaterial.units(["b": "host one", "a": "host one", "c": "host two"])
                == ["a": "a", "b": "a", "c": "c"])
    }
}
