import CTorture
import Foundation

/// How often some bytes are found in the memory of a process that is held.
struct MemoryScan {
    /// What is looked for.
    struct Needle: Sendable {
        let name: String
        let bytes: [UInt8]
    }

    /// How much was looked through.
    private(set) var byteCount = 0
    /// How often each needle was found, by its name.
    private(set) var hits: [String: Int] = [:]

    /// Why a process could not be looked into: that is no proof of anything.
    enum Failure: Error, Equatable {
        /// Only root may.
        case notAllowed
        /// A mapping could not be read.
        case unreadable(String)
    }

    /// Searches every mapping of a process that can be read, its guarded memory included.
    init(of process: Int32, for needles: [Needle]) throws {
        for needle in needles { hits[needle.name] = 0 }
        let memory = unsafe open("/proc/\(process)/mem", O_RDONLY | O_CLOEXEC)
        guard memory >= 0 else { throw Failure.notAllowed }
        defer { close(memory) }
        // To the end: the kernel gives a page of this list at a time, and other ways of reading a file stop there.
        let list = try FileHandle(forReadingFrom: URL(filePath: "/proc/\(process)/maps")).readToEnd()
        let maps = String(decoding: list ?? Data(), as: UTF8.self)
        for line in maps.split(separator: "\n") {
            // Those two are the kernel's, and show clocks.
            let isReadable = line.split(separator: " ")[1].hasPrefix("r")
            guard isReadable, !line.hasSuffix("[vvar]"), !line.hasSuffix("[vvar_vclock]"), !line.hasSuffix("[vsyscall]")
            else { continue }
            let ends = line.prefix { $0 != " " }.split(separator: "-").compactMap { Int($0, radix: 16) }
            guard ends.count == 2 else { throw Failure.unreadable(String(line)) }
            guard try search(memory, ends[0]..<ends[1], needles) else { throw Failure.unreadable(String(line)) }
        }
    }

    /// Searches a range of addresses in steps, which overlap by what a needle may lie across.
    private mutating func search(_ memory: Int32, _ range: Range<Int>, _ needles: [Needle]) throws -> Bool {
        let overlap = (needles.map(\.bytes.count).max() ?? 1) - 1
        let step = 4 << 20
        var room = [UInt8](repeating: 0, count: step + overlap)
        for start in stride(from: range.lowerBound, to: range.upperBound, by: step) {
            let wanted = min(step + overlap, range.upperBound - start)
            let count = unsafe pread(memory, &room, wanted, start)
            guard count == wanted else { return false }
            byteCount += min(step, wanted)
            for needle in needles {
                // What begins in the overlap is found in the next step.
                let found = unsafe torture_occurrences(room, count, step, needle.bytes, needle.bytes.count)
                hits[needle.name, default: 0] += found
            }
        }
        return true
    }
}
