extension ContactPoint {
    /// Whether both mean the same place, however they are written.
    ///
    /// Mail addresses are compared without case, and phone numbers by their digits: a number is six digits at least, with
    /// `+` before them and spaces, hyphens, dots, slashes or brackets between. Whatever else a platform calls somebody is
    /// the same only to the letter.
    public func isSamePlace(as other: ContactPoint) -> Bool {
        channel == other.channel && (address == other.address || Self.form(address) == Self.form(other.address))
    }

    private static func form(_ address: String) -> String {
        if address.contains("@") { return address.lowercased() }
        // What begins with a hyphen is a platform's own number.
        guard let first = address.first, first == "+" || first == "(" || first.isASCII && first.isNumber else {
            return address
        }
        let digits = address.filter { $0.isASCII && $0.isNumber }
        let isNumber = address.dropFirst().allSatisfy { $0.isASCII && ($0.isNumber || " -./()".contains($0)) }
        return isNumber && digits.count >= 6 ? digits : address
    }
}

extension Member {
    /// Those of their contact points that are the same place as `contact`.
    public func contacts(like contact: ContactPoint) -> [ContactPoint] {
        contacts.filter { $0.isSamePlace(as: contact) }
    }
}
