public import Community
public import PluginKit

/// The values of a message's fields: the engine's own, then the plugin's.
public enum MessageValues {
    /// `hasLink`: Whether the message asks something; the link itself is made when it is sent.
    public static func all(
        given: [String: String], for member: Member, configuration: ProgramConfiguration, hasLink: Bool
    ) -> [String: String] {
        var values = [
            "member.preferred_name": member.preferredName, "program.label": configuration.label,
            "sender.name": configuration.label,
        ]
        if hasLink { values["link"] = configuration.publicUrl }
        values.merge(given) { _, given in given }
        return values
    }
}
