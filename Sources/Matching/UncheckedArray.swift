/// An array of fixed length for the inner loops of the searches, which checks an index in debug builds only.
///
/// The searches spend nearly all of their time on reads of single numbers at indices that come from their own counts and
/// from graphs that were checked when they were made. There, the checks of `Array` for bounds and for another owner are
/// half of the work. It has one owner, which frees it; the memory is never seen by a caller of the library.
struct UncheckedArray<Element>: ~Copyable {
    private let base: UnsafeMutablePointer<Element>
    let count: Int

    init(repeating value: Element, count: Int) {
        base = UnsafeMutablePointer.allocate(capacity: max(count, 1))
        base.initialize(repeating: value, count: count)
        self.count = count
    }

    init(_ elements: [Element]) {
        let base = UnsafeMutablePointer<Element>.allocate(capacity: max(elements.count, 1))
        elements.withUnsafeBufferPointer { buffer in
            // Only an empty array has no address.
            if let first = buffer.baseAddress { base.initialize(from: first, count: buffer.count) }
        }
        self.base = base
        count = elements.count
    }

    deinit {
        base.deinitialize(count: count)
        base.deallocate()
    }

    subscript(index: Int) -> Element {
        get {
            assert(index >= 0 && index < count)
            return base[index]
        }
        nonmutating set {
            assert(index >= 0 && index < count)
            base[index] = newValue
        }
    }

    func array() -> [Element] { Array(UnsafeBufferPointer(start: base, count: count)) }
}
