import Foundation

/// Names of domains as mail servers take them: ASCII, with A-labels (RFC 5890) for other scripts.
///
/// libcurl would encode a name by libidn2, but reads it in the process's locale, which is plain ASCII for a server; so the
/// encoding (RFC 3492) is our own. A label in another script is normalised (NFKC, lower case) and may hold letters, marks
/// and digits only, which is stricter than IDNA 2008 in its exceptions and never laxer.
enum DomainName {
    /// The name in ASCII, at most 255 bytes; nil for a text that is no name.
    static func ascii(_ text: String) -> String? {
        let isASCII = text.utf8.allSatisfy { $0 < 128 }
        let normal = isASCII ? text : text.precomposedStringWithCompatibilityMapping.lowercased()
        var labels: [String] = []
        for label in normal.unicodeScalars.split(omittingEmptySubsequences: false, whereSeparator: isDot) {
            guard let label = aLabel(label) else { return nil }
            labels.append(label)
        }
        let name = labels.joined(separator: ".")
        return (1...255).contains(name.utf8.count) ? name : nil
    }

    /// The full stops of RFC 3490 section 3.1, as keyboards of other scripts write them.
    private static func isDot(_ scalar: Unicode.Scalar) -> Bool {
        [0x2E, 0x3002, 0xFF0E, 0xFF61].contains(scalar.value)
    }

    private static func aLabel(_ label: Substring.UnicodeScalarView) -> String? {
        guard let first = label.first, let last = label.last, first != "-", last != "-" else { return nil }
        let text = String(Substring(label))
        guard label.contains(where: { !$0.isASCII }) else {
            let isName = label.allSatisfy { scalar in
                scalar == "-" || ("0"..."9").contains(scalar) || ("a"..."z").contains(scalar)
                    || ("A"..."Z").contains(scalar)
            }
            return isName && text.utf8.count <= 63 ? text : nil
        }
        let isMark = first.properties.generalCategory == .nonspacingMark
        guard !isMark, label.allSatisfy(isLetter), let code = Punycode.encoded(label.map(\.value)) else { return nil }
        let result = "xn--\(code)"
        return result.utf8.count <= 63 ? result : nil
    }

    private static func isLetter(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .lowercaseLetter, .otherLetter, .modifierLetter, .nonspacingMark, .spacingMark, .decimalNumber: true
        default: scalar == "-"
        }
    }
}

/// Punycode (RFC 3492): any code points as ASCII letters, digits and hyphens.
enum Punycode {
    private static let base: UInt32 = 36
    private static let tMin: UInt32 = 1
    private static let tMax: UInt32 = 26

    /// nil for more than can be counted in 32 bits, which no label of 63 characters comes near.
    static func encoded(_ points: [UInt32]) -> String? {
        var output = points.filter { $0 < 128 }.map { UInt8($0) }
        let basicCount = UInt32(output.count)
        var handled = basicCount
        if basicCount > 0 { output.append(UInt8(ascii: "-")) }
        var (next, delta, bias): (UInt32, UInt32, UInt32) = (128, 0, 72)
        while handled < points.count {
            guard let smallest = points.filter({ $0 >= next }).min() else { return nil }
            let (product, overflow) = (smallest - next).multipliedReportingOverflow(by: handled + 1)
            guard !overflow, delta <= .max - product else { return nil }
            delta += product
            next = smallest
            for point in points {
                if point < next { delta += 1 }
                guard point == next else { continue }
                var rest = delta
                var step = base
                while true {
                    let threshold = step <= bias ? tMin : min(step - bias, tMax)
                    guard rest >= threshold else { break }
                    output.append(digit(threshold + (rest - threshold) % (base - threshold)))
                    rest = (rest - threshold) / (base - threshold)
                    step += base
                }
                output.append(digit(rest))
                bias = adapted(delta, count: handled + 1, isFirst: handled == basicCount)
                delta = 0
                handled += 1
            }
            delta += 1
            next += 1
        }
        return String(decoding: output, as: UTF8.self)
    }

    private static func digit(_ value: UInt32) -> UInt8 {
        UInt8(truncatingIfNeeded: value < 26 ? 97 + value : 22 + value)
    }

    private static func adapted(_ delta: UInt32, count: UInt32, isFirst: Bool) -> UInt32 {
        var delta = isFirst ? delta / 700 : delta / 2
        delta += delta / count
        var steps: UInt32 = 0
        while delta > (base - tMin) * tMax / 2 {
            delta /= base - tMin
            steps += base
        }
        return steps + (base - tMin + 1) * delta / (delta + 38)
    }
}
