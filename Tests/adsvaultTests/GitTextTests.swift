import Sealing
import Testing

@testable import adsvault

/// What git says of commits, taken apart.
struct GitTextTests {
    @Test(arguments: [1, 3, 1000])
    func `the first commit that brings an object in is its origin, in merges too`(step: Int) {
        let log = """
            c1

            :000000 100644 0000 aaaa A\tone.txt
            c2

            :100644 100644 aaaa bbbb M\tone.txt
            c3
            c4

            ::100644 100644 100644 aaaa bbbb cccc MM\tdir/two.txt
            c5

            :100644 100644 bbbb aaaa M\tthree.txt

            """
        var origins = GitOrigins(of: ["aaaa", "cccc", "c3", "dddd"])
        let bytes = Array(log.utf8)
        for start in stride(from: 0, to: bytes.count, by: step) {
            origins.add(Array(bytes[start..<min(bytes.count, start + step)]).rawBytes)
        }
        let told = origins.origins.mapValues { "\($0.number) \($0.commit ?? "") \($0.path)" }
        #expect(told == ["aaaa": "1 c1 one.txt", "c3": "3 c3 (commit)", "cccc": "4 c4 dir/two.txt"])
    }
}
