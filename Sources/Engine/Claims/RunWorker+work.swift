import Persistence
import PluginKit

extension RunWorker {
    /// Works until the run has ended, waits, or is somebody else's, and tells the pool.
    ///
    /// A plan that ends the run without effects is handed over and not waited for: `haveEnded` or the pool goes on with it.
    ///
    /// `error`: Why the last plan that was handed over was refused, or one was given up.
    mutating func work(after error: (any Error)? = nil) async {
        do {
            do {
                if let error { try await takeUp(error) } else { try await begin() }
                while !Task.isCancelled, try await advance() {}
                if let commit = ending {
                    ending = nil
                    return engine.commits.end(commit, by: self)
                }
                if Task.isCancelled { try await giveBack(because: "its worker was told to stop") }
                return tell(run)
            } catch is LeftBehind {
                return
            } catch is StaleClaim {
                // Another worker has the run by now, and everything it needs.
            } catch  where error is LostHold || (error is CancellationError && Task.isCancelled) {
                try await giveBack(because: "its worker was stopped")
            } catch let error as StoreError {
                throw error
            } catch {
                do {
                    try await fail(error)
                    return tell(run)
                } catch  where error is StaleClaim || error is LostHold {}
            }
            // This task may have been cancelled, and a read with it.
            let found = Task { [engine, run] in try await engine.store.run(run.id) ?? run }
            tell(try await found.value)
        } catch {
            engine.heartbeat.release([hold])
            hold.pool.add { $0.failures.append(error) }
        }
    }

    /// Leaves a plugin behind that does not stop, with the run as its last commit left it.
    func goOn(without reason: any Error) {
        hold.attend(
            Task {
                var worker = self
                await worker.work(after: reason)
            }, isAnother: true)
    }

    /// Tells the pools of runs that ended by plans that are durable now.
    ///
    /// `runs`: As they stand now.
    static func haveEnded(_ runs: [(run: RunRecord, hold: RunHold)], in engine: ProgramEngine) {
        for _ in runs { engine.failpoint(.afterCommit) }
        engine.heartbeat.release(runs.map(\.hold))
        var rest = runs[...]
        while let pool = rest.first?.hold.pool {
            let own = rest.prefix { $0.hold.pool === pool }
            pool.add { news in for (run, _) in own { news.runs.append(run) } }
            rest = rest.dropFirst(own.count)
        }
    }

    private func tell(_ run: RunRecord) {
        engine.heartbeat.release([hold])
        hold.pool.add { $0.runs.append(run) }
    }
}
