import Community
import Messages
import PluginKit

extension ProgramLoader {
    /// Checks messages more closely than is needed to use them: also their length for the platforms that take little.
    ///
    /// `files`: By the name that places use, with where each is read from, or its text; empty for all of the program's.
    public func lintMessages(_ files: [(file: String, path: String, text: String?)]) -> Result {
        var pass = Pass(loader: self)
        let configuration = pass.configuration()
        // Those of Config/milieu.yaml are for milieu validate.
        pass.faults = []
        pass.sources = [:]
        pass.readLanguage()
        let own = SourceFile.names(in: "\(root)/Config/messages", endings: [".yaml", ".yml"])
        let all = own.map { ("Config/messages/\($0)", "\(root)/Config/messages/\($0)", String?.none) }
        for (file, path, given) in files.isEmpty ? all : files {
            pass.lint(file, path, given, configuration)
        }
        return Result(catalog: nil, diagnostics: pass.faults, sources: pass.sources)
    }
}

extension ProgramLoader.Pass {
    fileprivate mutating func lint(
        _ file: String, _ path: String, _ given: String?, _ configuration: ProgramConfiguration?
    ) {
        sources[file] = given ?? ""
        do throws(Diagnostics) {
            var text = given ?? ""
            if given == nil { text = try SourceFile.text(at: path, shown: file, limit: SourceFile.longestYAML) }
            sources[file] = text
            let (node, traps) = YAMLReader.readOn(text, file: file)
            faults += traps
            guard let node else { return }
            checkWords(of: node)
            let name = (file.split(separator: "/").last ?? "").split(separator: ".").dropLast().joined(separator: ".")
            let reader = MessageReader(languages: configuration?.languages ?? [], source: text)
            guard let message = reader.read(node, fileName: name.isEmpty ? "message" : name, into: &faults) else {
                return
            }
            faults += MessageLength(label: configuration?.label ?? "").faults(of: message, in: node)
        } catch {
            faults += error.all
        }
    }
}
