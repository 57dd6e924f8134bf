import CSpawn
import Foundation
import Glibc

/// The descriptors that a process gets as its three streams, while it is started.
struct ChildStreams: ~Copyable {
    private var descriptors: [Int32] = []
    /// Those of them that are nobody's here.
    private var others: [Int32] = []

    deinit { for descriptor in others { close(descriptor) } }

    /// Adds the next of input, output and errors; returns this process's end of a pipe.
    mutating func add(_ stream: ChildProcess.Stream) throws(ChildProcess.Failure) -> FileHandle? {
        let number = Int32(descriptors.count)
        let isInput = number == STDIN_FILENO
        switch stream {
        case .inherited: descriptors.append(number)
        case .output:
            guard number == STDERR_FILENO else {
                throw ChildProcess.Failure("only errors can go where the output goes", because: EINVAL)
            }
            descriptors.append(descriptors[1])
        case .descriptor(let descriptor): descriptors.append(descriptor)
        case .nothing: try open("/dev/null", isInput ? O_RDONLY : O_WRONLY)
        case .file(let path): try open(path, isInput ? O_RDONLY : O_WRONLY | O_CREAT | O_TRUNC)
        case .pipe:
            var ends: [Int32] = [0, 0]
            let error = cspawn_pipe(&ends)
            guard error == 0 else { throw ChildProcess.Failure("a pipe was not made", because: error) }
            let (theirs, ours) = isInput ? (ends[0], ends[1]) : (ends[1], ends[0])
            keep(theirs)
            return FileHandle(fileDescriptor: ours, closeOnDealloc: true)
        }
        return nil
    }

    /// Starts a process with them, and returns its id.
    func start(
        _ command: [String], in folder: String?, environment: [String: String]
    ) throws(ChildProcess.Failure) -> Int32 {
        let arguments: [UnsafeMutablePointer<CChar>?] = command.map { strdup($0) } + [nil]
        let settings: [UnsafeMutablePointer<CChar>?] = environment.map { strdup("\($0)=\($1)") } + [nil]
        defer { for text in arguments + settings { free(text) } }
        var id: Int32 = 0
        let error = cspawn_start(&id, arguments, settings, descriptors, folder)
        guard error == 0 else {
            throw ChildProcess.Failure(
                "'\(command[0])' did not start\(folder.map { " in \($0)" } ?? "")", because: error)
        }
        return id
    }

    private mutating func open(_ path: String, _ flags: Int32) throws(ChildProcess.Failure) {
        let descriptor = Glibc.open(path, flags | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw ChildProcess.Failure("\(path) cannot be opened", because: errno) }
        keep(descriptor)
    }

    private mutating func keep(_ descriptor: Int32) {
        descriptors.append(descriptor)
        others.append(descriptor)
    }
}
