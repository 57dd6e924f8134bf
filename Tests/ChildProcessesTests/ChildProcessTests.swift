import ChildProcesses
import Dispatch
import Foundation
import Testing

@Suite struct ChildProcessTests {
    private func shell(
        _ script: String, in folder: String? = nil, environment: [String: String]? = nil,
        errors: ChildProcess.Stream = .nothing
    ) throws -> (status: Int32, output: String) {
        let (status, output) = try ChildProcess.run(
            ["sh", "-c", script], in: folder, environment: environment, errors: errors)
        return (status, String(decoding: output, as: UTF8.self))
    }

    @Test(
        .timeLimit(.minutes(1)),
        arguments: [("exit 0", Int32(0)), ("exit 69", 69), ("kill -KILL $$", 137), ("kill -PIPE $$", 141)])
    func `it ends with what the shell would say`(script: String, status: Int32) throws {
        #expect(try shell(script).status == status)
    }

    @Test(.timeLimit(.minutes(1))) func `it works in its folder, with its words alone`() throws {
        #expect(
            try shell("pwd; echo $word $HOME", in: "/usr", environment: ["word": "bridge"]).output == "/usr\nbridge\n")
        #expect(try shell("echo out; echo err >&2").output == "out\n")
        #expect(try shell("echo out; echo err >&2", errors: .output).output == "out\nerr\n")
        #expect(try shell("cat").output.isEmpty)
    }

    @Test(.timeLimit(.minutes(1))) func `what is written to it arrives, and the end as well`() throws {
        let process = try ChildProcess(["cat"], input: .pipe, output: .pipe)
        try process.input?.write(contentsOf: Data("hello".utf8))
        #expect(process.isRunning)
        try process.input?.close()
        #expect(try process.output?.readToEnd() == Data("hello".utf8))
        #expect(process.wait() == 0)
        #expect(!process.isRunning)
        // Nobody hears it, whoever has the number now.
        process.send(SIGKILL)
        #expect(process.wait() == 0)
    }

    @Test(.timeLimit(.minutes(1))) func `it gets three descriptors, and no other one's pipe`() throws {
        let other = try ChildProcess(["cat"], input: .pipe, output: .pipe)
        let open = try shell("ls /proc/$$/fd").output.split(separator: "\n")
        #expect(open == ["0", "1", "2"])
        try other.input?.close()
        #expect(other.wait() == 0)
    }

    @Test(.timeLimit(.minutes(1))) func `it hears a signal that is ignored or blocked here`() throws {
        var (these, before) = (sigset_t(), sigset_t())
        sigemptyset(&these)
        sigaddset(&these, SIGUSR1)
        pthread_sigmask(SIG_BLOCK, &these, &before)
        signal(SIGUSR2, SIG_IGN)
        defer {
            signal(SIGUSR2, SIG_DFL)
            pthread_sigmask(SIG_SETMASK, &before, nil)
        }
        #expect(try shell("kill -USR1 $$").status == 128 + SIGUSR1)
        #expect(try shell("kill -USR2 $$").status == 128 + SIGUSR2)
    }

    @Test(
        .timeLimit(.minutes(1)),
        arguments: [
            ("no-such-program-of-ours", nil, "'no-such-program-of-ours' did not start: No such file or directory"),
            ("sh", "/no-such-folder", "'sh' did not start in /no-such-folder: No such file or directory"),
        ] as [(String, String?, String)])
    func `one that cannot start says why`(program: String, folder: String?, words: String) throws {
        let failure = #expect(throws: ChildProcess.Failure.self) { try ChildProcess([program], in: folder) }
        #expect(failure?.description == words)
    }

    @Test(.timeLimit(.minutes(2))) func `many are waited for at once`() async throws {
        let ended = try await withThrowingTaskGroup(of: Int32.self) { group in
            for number in 0..<64 {
                group.addTask {
                    try await withCheckedThrowingContinuation { continuation in
                        DispatchQueue.global().async {
                            continuation.resume(
                                with: Result { try ChildProcess(["sh", "-c", "exit \(number)"]).wait() })
                        }
                    }
                }
            }
            return try await group.reduce(into: Set()) { $0.insert($1) }
        }
        #expect(ended == Set(0..<64))
    }
}
