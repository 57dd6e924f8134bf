/// Numbers for `H`: spread over jobs, the same for one job on every machine and in every release.
///
/// The 64-bit FNV-1a hash of the field's name and the job's id, mixed once more because FNV's low bits alone are poor.
struct CronHash {
    let text: String

    /// A number below `bound`, which is at least 1.
    func number(for field: CronField, below bound: Int) -> Int {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in "\(field.title)\u{0}\(text)".utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
        hash = (hash ^ (hash >> 33)) &* 0xff51_afd7_ed55_8ccd
        hash ^= hash >> 33
        return Int(hash % UInt64(max(1, bound)))
    }
}
