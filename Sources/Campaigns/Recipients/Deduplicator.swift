public import MailFormat

/// Remembers which addresses a list has had, and on which line: 21 to 43 bytes an address, 64 while it grows.
///
/// It keeps 96 bits of a hash and no address: among ten million addresses the chance that any two that differ are taken for one is
/// about 1 in 10^15. The hash is seeded anew in every process, so no list can be made to collide.
public struct Deduplicator: Sendable {
    private struct Slot {
        var hash: UInt64 = 0
        var check: UInt32 = 0
        /// 0 marks an empty slot.
        var line: UInt32 = 0
    }

    /// Open addressing with linear probing; the size is a power of two and at most three quarters are in use.
    private var slots = [Slot](repeating: Slot(), count: 1024)
    /// Number of different addresses seen.
    public private(set) var count = 0

    /// One that has seen nothing.
    public init() {}

    /// Notes an address by its uniqueness key (the local part without regard to ASCII case, and the domain).
    ///
    /// - Parameter line: the 1-based line it stands on; lines from 2^32 on are all reported as that one.
    /// - Returns: the line of the first row with the same address; nil for a new one.
    public mutating func firstLine(of address: EmailAddress, on line: Int) -> Int? {
        firstLine(ofKey: address.uniquenessKey, on: line)
    }

    /// The same for a key made by the caller.
    mutating func firstLine(ofKey key: String, on line: Int) -> Int? {
        if 4 * (count + 1) > 3 * slots.count { grow() }
        var new = Self.slot(of: key)
        new.line = UInt32(clamping: max(1, line))
        let index = place(of: new)
        if slots[index].line != 0 { return Int(slots[index].line) }
        slots[index] = new
        count += 1
        return nil
    }

    private static func slot(of key: String) -> Slot {
        var hasher = Hasher()
        hasher.combine(key)
        let hash = UInt64(bitPattern: Int64(hasher.finalize()))
        hasher = Hasher()
        hasher.combine(0)
        hasher.combine(key)
        return Slot(hash: hash, check: UInt32(truncatingIfNeeded: hasher.finalize()))
    }

    /// Where that hash is, or where it belongs.
    private func place(of slot: Slot) -> Int {
        var index = Int(truncatingIfNeeded: slot.hash) & (slots.count - 1)
        while slots[index].line != 0, slots[index].hash != slot.hash || slots[index].check != slot.check {
            index = (index + 1) & (slots.count - 1)
        }
        return index
    }

    private mutating func grow() {
        let old = slots
        slots = [Slot](repeating: Slot(), count: 2 * old.count)
        for slot in old where slot.line != 0 { slots[place(of: slot)] = slot }
    }
}
