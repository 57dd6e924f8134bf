import Dispatch
import Testing

@testable import Engine

/// What loops that wait for something to do hear, and when.
@Suite(.timeLimit(.minutes(5))) struct BellTests {
    private let bell = Bell()

    /// A task that waits for longer than a test may take.
    private func waiter() -> Task<Int, Never> { Task { [bell] in await bell.wait(after: 0, atMost: .seconds(3_600)) } }

    private func wait(until count: Int) async {
        while bell.waiters != count { await Task.yield() }
    }

    @Test func `a ring before the wait is not lost`() async {
        let seen = bell.rings
        bell.ring()
        #expect(await bell.wait(after: seen, atMost: .seconds(3_600)) == seen + 1)
        bell.ring()
        bell.ring()
        #expect(await bell.wait(after: seen + 1, atMost: .seconds(3_600)) == seen + 3)
        #expect(bell.waiters == 0)
    }

    @Test func `a ring wakes all who wait`() async {
        let waiters = (0..<20).map { _ in waiter() }
        await wait(until: 20)
        bell.ring()
        for waiter in waiters { #expect(await waiter.value == 1) }
        #expect(bell.waiters == 0)
    }

    @Test func `a task that is cancelled waits no longer, and the others go on waiting`() async {
        let (cancelled, other) = (waiter(), waiter())
        await wait(until: 2)
        cancelled.cancel()
        #expect(await cancelled.value == 0)
        #expect(bell.waiters == 1)
        bell.ring()
        #expect(await other.value == 1)
    }

    @Test func `a task that was cancelled before does not wait`() async {
        let task = Task { [bell] in
            while !Task.isCancelled { await Task.yield() }
            return await bell.wait(after: 0, atMost: .seconds(3_600))
        }
        task.cancel()
        #expect(await task.value == 0)
        #expect(bell.waiters == 0)
    }

    @Test(arguments: [-1, 0, 1, 20]) func `the time limit ends a wait`(milliseconds: Int) async {
        #expect(await bell.wait(after: 0, atMost: .milliseconds(milliseconds)) == 0)
        #expect(bell.waiters == 0)
    }

    @Test func `rings and waits from everywhere meet`() async {
        let ringing = Task.detached { [bell] in
            for _ in 0..<2_000 {
                bell.ring()
                await Task.yield()
            }
        }
        await withTaskGroup { group in
            for _ in 0..<8 {
                group.addTask { [bell] in
                    var seen = 0
                    while seen < 2_000, !Task.isCancelled {
                        seen = await bell.wait(after: seen, atMost: .seconds(3_600))
                    }
                }
            }
        }
        await ringing.value
        #expect(bell.rings == 2_000)
        #expect(bell.waiters == 0)
    }
}
