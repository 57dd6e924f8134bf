import Community
import Foundation
import PluginKit

extension ProgramLoader.Pass {
    private static let consentFile = "Config/consents.yaml"

    /// The consent forms, when there is such a file: then each purpose that a job rests on has one.
    ///
    /// Without the file a consent is a word of the roster's, with no text and no end.
    mutating func consentForms(for jobs: [Job]) -> ConsentForms {
        guard FileManager.default.fileExists(atPath: "\(loader.root)/\(Self.consentFile)"),
            let node = node(Self.consentFile)
        else { return ConsentForms() }
        checkWords(of: node)
        do {
            let forms = try ConsentReader.read(node)
            for job in jobs {
                for step in job.definition.steps {
                    guard let purpose = loader.registry[step.uses.id]?.manifest.purpose, forms.current(purpose) == nil
                    else { continue }
                    faults.append(
                        Diagnostic(
                            node["forms"]?.place ?? node.place, "consent-form",
                            "forms: none is for '\(purpose.rawValue)', on which the job '\(job.id)' rests",
                            hint: "add one; Config/README.md says what a form holds"))
                    return forms
                }
            }
            return forms
        } catch {
            faults += error.all
            return ConsentForms()
        }
    }
}
