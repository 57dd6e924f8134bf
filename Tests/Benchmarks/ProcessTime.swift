import Glibc

/// What this process has had of the machine's cores.
enum ProcessTime {
    /// User and system time of all threads, in microseconds (getrusage(2)).
    static var microseconds: Double {
        var usage = rusage()
        // RUSAGE_SELF of sys/resource.h.
        getrusage(0, &usage)
        return [usage.ru_utime, usage.ru_stime].reduce(0) { $0 + Double($1.tv_sec) * 1e6 + Double($1.tv_usec) }
    }
}
