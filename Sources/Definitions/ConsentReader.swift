import Community
import PluginKit
import Scheduling

/// Reads `Config/consents.yaml`: what people read before they agree to a purpose, with each element that the law asks for.
enum ConsentReader {
    struct File: SettingsGroup {
        @Setting("The forms. Of a purpose the last one is signed now; the earlier ones stay for those who signed them.")
        var forms: [FormSetting]
        init() {}

        func validate() throws(BrokenRule) {
            var seen: Set<String> = []
            for form in forms where !seen.insert("\(form.purpose) \(form.version)").inserted {
                throw BrokenRule(
                    "forms", "two forms for '\(form.purpose.rawValue)' have the version '\(form.version)'",
                    hint: "a changed text gets a version of its own")
            }
        }
    }

    struct FormSetting: SettingsGroup {
        @Setting("What it is about: check_in, reminders, goals or pairing.")
        var purpose: Purpose
        @Setting("Your name for this text, such as 2026-11; a changed text gets another.")
        var version: String
        @Setting("Who may disclose, by language.")
        var discloser: LocalizedSetting
        @Setting("To whom, by language.")
        var recipients: LocalizedSetting
        @Setting("Which information, by language.")
        var information: LocalizedSetting
        @Setting("Why, by language.")
        var reason: LocalizedSetting
        @Setting("That it can be taken back, and how, by language.")
        var revocation: LocalizedSetting
        @Setting("What a no means, by language.")
        var consequences: LocalizedSetting
        @Setting("When it ends: whole days after the signature such as 365d, leaving (the program), or none.")
        var expires: Expiry
        @Setting("What those who receive it may do with it, where the law asks for it.")
        var redisclosure: LocalizedSetting? = nil
        init() {}

        func validate() throws(BrokenRule) {
            let signs = version.unicodeScalars
            let isName = signs.allSatisfy {
                $0.isASCII && ($0.properties.isAlphabetic || ("0"..."9") ~= $0 || "._-".unicodeScalars.contains($0))
            }
            guard isName, !version.isEmpty, version != "-", version.count <= 40 else {
                throw BrokenRule(
                    "version", "expected letters, digits, '.', '_' and '-', found '\(version)'",
                    hint: "write it like 2026-11")
            }
            for (name, text) in elements {
                if text.text.texts.values.contains(where: { $0.allSatisfy(\.isWhitespace) }) {
                    throw BrokenRule(name.rawValue, "expected words in each language, found none")
                }
            }
        }

        var elements: [(ConsentForm.Element, LocalizedSetting)] {
            [
                (.discloser, discloser), (.recipients, recipients), (.information, information), (.reason, reason),
                (.revocation, revocation), (.consequences, consequences),
            ] + (redisclosure.map { [(.redisclosure, $0)] } ?? [])
        }
    }

    /// `365d`, `leaving` or `none`.
    struct Expiry: Hashable, Sendable, SettingValue {
        /// nil for one that no day ends.
        let days: Int?
        let endsOnLeaving: Bool

        static var settingType: SettingType { .text }

        init(settingNode node: SettingNode) throws(Diagnostics) {
            let seconds = node.text.flatMap { Duration(yamlText: $0) }?.components.seconds
            endsOnLeaving = node.text == "leaving"
            days = seconds.map { Int($0 / 86_400) }
            if node.text == "leaving" || node.text == "none" { return }
            guard let seconds, seconds >= 86_400, seconds % 86_400 == 0, seconds <= 3_660 * 86_400 else {
                throw [
                    node.expected("1d to 3660d in whole days, leaving or none", hint: "write it like 365d")
                ]
            }
        }

        var yamlText: String { days.map { "\($0)d" } ?? (endsOnLeaving ? "leaving" : "none") }
    }

    static func read(_ node: SettingNode) throws(Diagnostics) -> ConsentForms {
        ConsentForms(
            try File(settingNode: node).forms.map { form in
                let words = Dictionary(form.elements.map { ($0.0, $0.1.text) }) { first, _ in first }
                let text = form.elements.map { name, text in
                    "\(name.rawValue) \(text.text.texts.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" })"
                }
                let whole = "\(form.purpose.rawValue) \(form.version) \(form.expires.yamlText) \(text)"
                return ConsentForm(
                    purpose: form.purpose, version: form.version, digest: String(Digest.hex(of: whole).prefix(32)),
                    words: words, days: form.expires.days, endsOnLeaving: form.expires.endsOnLeaving)
            })
    }
}
