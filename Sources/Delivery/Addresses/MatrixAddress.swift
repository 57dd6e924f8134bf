import PluginKit

/// Matrix: a homeserver, an access token, and rooms.
enum MatrixAddress {
    static let grammars = [
        AddressGrammar(family: .apprise, schemes: ["matrix", "matrixs"], read: apprise),
        AddressGrammar(family: .shoutrrr, schemes: ["matrix"], read: shoutrrr),
    ]

    /// `TOKEN@host[:port]/!room:server`; without encryption as `matrix://`.
    private static func apprise(_ address: AddressText) throws(ChannelAddressError) -> ChannelAddress {
        // Before the query, as a password that was cut in two would be taken for keys.
        _ = try address.host()
        var query = AddressQuery(address)
        if let mode = query.take("mode"), !["", "off"].contains(mode.text.lowercased()) {
            throw mode.fault("expected off: bridges that take webhooks are not used here", hint: "use an access token")
        }
        if let path = query.take("path") { throw path.fault("bridges that take webhooks are not used here") }
        if try query.takeFlag("e2ee") == true {
            query.note("messages are not encrypted end to end, so the room must not ask for it")
        }
        let rooms = address.path + query.takeList("to")
        let given = query.take("token")
        // Before what its query holds: a sign-in that cannot be used is what stands in the way.
        if given == nil, let password = address.password, address.user?.isEmpty == false {
            throw withPassword(password)
        }
        let notes = try query.finish(
            ornaments: AddressQuery.apprise + ["image", "discovery", "hsreq", "version", "v", "msgtype", "autoverify"])
        let token: AddressPiece
        switch (given, address.user, address.password) {
        case (let given?, _, _): token = given
        case (nil, let user?, nil): token = user
        case (nil, let user?, let password?) where user.isEmpty: token = password
        default:
            throw address.network.fault(
                "expected an access token before the host",
                hint: "write it like matrixs://TOKEN@matrix.example.org/!room:example.org")
        }
        return try homeserver(
            address, isSecure: address.scheme.text == "matrixs", token: token, rooms: rooms, notes)
    }

    /// `:TOKEN@host[:port]/?rooms=!room:server`.
    private static func shoutrrr(_ address: AddressText) throws(ChannelAddressError) -> ChannelAddress {
        // Before the query, as a password that was cut in two would be taken for keys.
        _ = try address.host()
        var query = AddressQuery(address)
        let rooms = query.takeList("rooms", "room")
        let isOpen = try query.takeFlag("disabletls") ?? false
        if let password = address.password, address.user?.isEmpty == false { throw withPassword(password) }
        let notes = try query.finish(ornaments: ["title", "deviceid"])
        guard let password = address.password else {
            throw address.network.fault(
                "expected ':' and an access token before '@'",
                hint: "write it like matrix://:TOKEN@matrix.example.org/?rooms=!room:example.org")
        }
        if let extra = address.path.first {
            throw extra.fault("expected nothing after the host", hint: "rooms are named by ?rooms=")
        }
        return try homeserver(address, isSecure: !isOpen, token: password, rooms: rooms, notes)
    }

    private static func withPassword(_ password: AddressPiece) -> ChannelAddressError {
        password.fault(
            "a user's name and password are not used to sign in; Matrix is reached with an access token here",
            hint: "take the token of the bot's session, and write matrixs://TOKEN@host/!room:server")
    }

    private static func homeserver(
        _ address: AddressText, isSecure: Bool, token: AddressPiece, rooms: [AddressPiece], _ notes: [String]
    ) throws(ChannelAddressError) -> ChannelAddress {
        guard !token.isEmpty, token.text.unicodeScalars.allSatisfy({ (33..<127).contains($0.value) }) else {
            throw token.fault("expected an access token")
        }
        var destinations: [String] = []
        for room in rooms {
            guard !room.text.hasPrefix("#") else {
                throw room.fault(
                    "a room's alias would have to be looked up first",
                    hint: "write the room's id, which starts with '!': it stands in the room's settings under Advanced")
            }
            guard room.text.hasPrefix("!"), room.text.count > 1,
                room.text.dropFirst().allSatisfy({
                    $0.isASCII && ($0.isLetter || $0.isNumber || ".:_-~=[]".contains($0))
                })
            else { throw room.fault("expected a room's id, which starts with '!'") }
            destinations.append(room.text)
        }
        return ChannelAddress(
            kind: "matrix",
            settings: [
                .init("homeserver", "\(isSecure ? "https" : "http")://\(try address.host().text)"),
                .init("token", secret: token.text),
            ], destinations: destinations, notes: notes)
    }
}
