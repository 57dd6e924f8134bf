public import Community
public import Messages
public import Scheduling

extension String: SettingValue {
    public static var settingType: SettingType { .text }

    public init(settingNode node: SettingNode) throws(Diagnostics) { self = try node.requireText("a text") }

    public var yamlText: String { self }
}

extension Int: SettingValue {
    public static var settingType: SettingType { .integer }

    public init(settingNode node: SettingNode) throws(Diagnostics) {
        guard let text = node.text, let value = Int(text) else { throw [node.expected("a whole number")] }
        self = value
    }

    public var yamlText: String { String(self) }
}

extension Bool: SettingValue {
    public static var settingType: SettingType { .boolean }

    public init(settingNode node: SettingNode) throws(Diagnostics) {
        switch node.text {
        case "true": self = true
        case "false": self = false
        case "yes", "on", "Yes", "On", "True": throw [node.expected("true or false", hint: "write true")]
        case "no", "off", "No", "Off", "False": throw [node.expected("true or false", hint: "write false")]
        default: throw [node.expected("true or false")]
        }
    }

    public var yamlText: String { String(self) }
}

extension Duration: SettingValue {
    public static var settingType: SettingType { .duration }

    public init(settingNode node: SettingNode) throws(Diagnostics) {
        guard let text = node.text, let value = Duration(yamlText: text) else {
            let written = node.text ?? ""
            let digits = written.prefix { $0.isNumber }
            let unit = written.dropFirst(digits.count).first { $0.isLetter }
            let fix = unit.flatMap { "smhdw".contains($0) && !digits.isEmpty ? "write \(digits)\($0)" : nil }
            throw [node.expected("a duration", rule: "duration", hint: fix ?? "write it like 30s, 15m, 2h, 5d or 2w")]
        }
        self = value
    }

    /// Reads `30s`, `15m`, `2h`, `5d`, `2w`, with a leading `-` for "before"; nil for anything else.
    public init?(yamlText text: String) {
        var digits = Substring(text)
        let sign: Int64 = digits.first == "-" ? -1 : 1
        if sign < 0 { digits = digits.dropFirst() }
        let seconds: [Character: Int64] = ["s": 1, "m": 60, "h": 3_600, "d": 86_400, "w": 604_800]
        guard let unit = digits.popLast(), let each = seconds[unit], digits.allSatisfy({ $0.isASCII && $0.isNumber }),
            let count = Int64(digits), count <= 1_000_000
        else { return nil }
        self = .seconds(sign * count * each)
    }

    public var yamlText: String {
        let seconds = components.seconds
        for (unit, each) in [("w", Int64(604_800)), ("d", 86_400), ("h", 3_600), ("m", 60)]
        where seconds != 0 && seconds % each == 0 {
            return "\(seconds / each)\(unit)"
        }
        return "\(seconds)s"
    }
}

extension LocalTime: SettingValue {
    public static var settingType: SettingType { .time }

    public init(settingNode node: SettingNode) throws(Diagnostics) {
        guard let text = node.text, let value = LocalTime(text) else {
            throw [node.expected("a time of day", hint: "write it like \"20:00\"")]
        }
        self = value
    }

    public var yamlText: String { description }
}

extension CivilDate: SettingValue {
    public static var settingType: SettingType { .date }

    public init(settingNode node: SettingNode) throws(Diagnostics) {
        guard let text = node.text, let value = CivilDate(iso8601: text) else {
            throw [node.expected("a date", hint: "write it like 2026-11-20")]
        }
        self = value
    }

    public var yamlText: String { iso8601 }
}

extension SettingValue where Self: Identifier {
    public init(settingNode node: SettingNode) throws(Diagnostics) {
        self.init(rawValue: try node.requireText("an id"))
        guard isWellFormed else {
            throw [node.expected("an id of letters, digits, '.', '_' and '-', at most 64 characters", rule: "id")]
        }
    }

    public var yamlText: String { rawValue }
}

extension MessageID: SettingValue {
    public static var settingType: SettingType { .reference(.message) }
}

extension QuestionnaireID: SettingValue {
    public static var settingType: SettingType { .reference(.questionnaire) }
}

extension MemberID: SettingValue {
    public static var settingType: SettingType { .reference(.member) }
}

extension PairingID: SettingValue {
    public static var settingType: SettingType { .text }
}

extension Role: SettingValue {}

extension Purpose: SettingValue {}

extension Stage: SettingValue {}

extension MessageTraits.Urgency: SettingValue {}

extension MessageTraits.Sensitivity: SettingValue {}

extension Weekday: SettingValue {
    public static var settingType: SettingType { .oneOf(allCases.map(\.shortName)) }

    public init(settingNode node: SettingNode) throws(Diagnostics) {
        guard let text = node.text, let value = Weekday(name: text) else {
            throw [node.expected("a weekday", hint: "write one of mon, tue, wed, thu, fri, sat, sun")]
        }
        self = value
    }

    public var yamlText: String { shortName }
}
