import PluginKit

/// Microsoft Teams: the address of a Workflows flow, whole or in its parts.
enum TeamsAddress {
    static let grammars = [
        AddressGrammar(family: .apprise, schemes: ["workflows", "workflow"], read: apprise),
        AddressGrammar(family: .shoutrrr, schemes: ["teams"], read: shoutrrr),
    ]

    static let connectorsEnded = "Office 365 connectors have ended; Teams takes messages by Workflows now"
    static let makeAFlow =
        "make a flow 'Post to a channel when a webhook request is received', and paste its https:// address"

    /// `host[:port]/FLOW/SIGNATURE`.
    private static func apprise(_ address: AddressText) throws(ChannelAddressError) -> ChannelAddress {
        var query = AddressQuery(address)
        let isPowerAutomate = try query.takeFlag("pa", "powerautomate") ?? false
        let route = query.take("route", "routeid")
        let version = query.take("api-version", "ver")
        var path = address.path
        let flow = query.take("workflow", "id") ?? (path.isEmpty ? nil : path.removeFirst())
        let signature = query.take("signature", "sig") ?? (path.isEmpty ? nil : path.removeFirst())
        let notes = try query.finish(ornaments: AddressQuery.apprise + ["image", "wrap", "template"], signs: ":")
        let host = try address.host()
        guard let flow, flow.isWord("_-") else {
            throw (flow ?? address.network).fault("expected a flow's id after the host")
        }
        guard let signature, signature.isWord("_-") else {
            throw (signature ?? flow).fault("expected the flow's signature after its id")
        }
        if let extra = path.first { throw extra.fault("expected nothing after the signature") }
        if let route, !route.isDigits { throw route.fault("expected a number") }
        if let version, !version.isWord("-") { throw version.fault("expected a version such as 2016-06-01") }
        let folder =
            isPowerAutomate ? "/powerautomate/automations/direct" + (route.map { "/cu/\($0.text)" } ?? "") : ""
        let newest = isPowerAutomate ? "2022-03-01-preview" : "2016-06-01"
        let url =
            "https://\(host.text)\(folder)/workflows/\(flow.text)/triggers/manual/paths/invoke"
            + "?api-version=\(version?.text ?? newest)&sp=%2Ftriggers%2Fmanual%2Frun&sv=1.0&sig=\(signature.text)"
        return flowAddress(url, host: host.name, notes)
    }

    /// `teams://?host=https://…`, the flow's whole address as a value.
    private static func shoutrrr(_ address: AddressText) throws(ChannelAddressError) -> ChannelAddress {
        if address.user != nil { throw address.network.fault(connectorsEnded, hint: makeAFlow) }
        guard address.network.isEmpty, address.path.isEmpty,
            let start = address.query.firstIndex(where: { $0.name == "host" })
        else {
            throw address.network.fault("expected teams://?host= and the flow's address", hint: makeAFlow)
        }
        // An address that was not encoded goes on over the next '&': its keys stand beside ours.
        let ornaments = ["color", "title"]
        var url = address.query[start].value.text
        for parameter in address.query[(start + 1)...] where !ornaments.contains(parameter.name) {
            url += "&\(parameter.key.raw)=\(parameter.value.raw)"
        }
        guard let flow = try? AddressText(url), NativeAddress.isFlow(flow) else {
            throw address.query[start].value.fault("expected the address of a Workflows flow", hint: makeAFlow)
        }
        let ignored = address.query.map(\.name).filter(ornaments.contains)
        let notes =
            ignored.isEmpty ? [] : ["has no counterpart here: \(ignored.map { "'\($0)'" }.joined(separator: ", "))"]
        return flowAddress(url, host: try flow.host().name, notes)
    }

    static func flowAddress(_ url: String, host: String, _ notes: [String]) -> ChannelAddress {
        let note = "flows at logic.azure.com stopped on 30 November 2025; copy the flow's new address in Power Automate"
        return ChannelAddress(
            kind: "teams", settings: [.init("webhook", secret: url)], hasDestinationSetting: false,
            notes: notes + (host.hasSuffix(".logic.azure.com") ? [note] : []))
    }
}
