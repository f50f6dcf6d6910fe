import Credentials
import Testing

struct JSONReaderTests {
    @Test(arguments: [
        ("null", "null"), (" true ", "true"), ("false\r\n", "false"), ("0", "0"), ("-0", "-0"),
        ("\t-12.5e+3", "-12.5e+3"),
        (#""""#, ""), (#""a\"\\\/\b\f\n\r\t""#, "a\"\\/\u{8}\u{c}\n\r\t"), (#""\u00e9\u20AC""#, "é€"),
        (#""\ud83d\ude00""#, "😀"), (#""\u0000""#, "\u{0}"), (#""é😀""#, "é😀"),
    ])
    func `a value alone is a document`(text: String, value: String) throws {
        var reader = JSONReader(Array(text.utf8))
        if text.hasPrefix("\"") { #expect(try reader.string() == value) } else { try reader.skip() }
        try reader.end()
    }

    @Test func `an object hands over its fields in order`() throws {
        var reader = JSONReader(
            Array(#" { "a" : 1 , "b" : [ true , false ] , "c" : { } , "d" : [ ] , "e" : null } "#.utf8)
        )
        var seen: [String] = []
        try reader.object { (key, reader) throws(JSONReader.Malformed) in
            switch key {
            case "a": seen.append("a \(try reader.integer())")
            case "b":
                try reader.array { (reader) throws(JSONReader.Malformed) in seen.append("b \(try reader.bool())") }
            case "e": seen.append("e \(reader.isNull())")
            default:
                seen.append(key)
                try reader.skip()
            }
        }
        try reader.end()
        #expect(seen == ["a 1", "b true", "b false", "c", "d", "e true"])
    }

    @Test(arguments: [
        ("", 0), (" ", 1), ("nul", 0), ("True", 0), ("truefalse", 4), ("null null", 5), ("1 2", 2), ("'a'", 0),
        ("01", 2), ("-01", 3), ("-", 1), ("+1", 0), (".5", 0), ("1.", 2), ("1.e1", 2), ("1e", 2), ("1e+", 3),
        ("0x1", 1),
        ("NaN", 0), ("Infinity", 0), ("-Infinity", 1), ("1_000", 1), ("１", 0),
        (#"""#, 1), (#""a"#, 2), (#""\"#, 2), (#""\x""#, 3), (#""\u12""#, 3), (#""\u12g4""#, 3), (#""\U0041""#, 3),
        (#""\ud83d""#, 7), (#""\ude00""#, 7), (#""\ud83d\u0041""#, 13), (#""\ud83dx""#, 7), (#""\ud83d\n""#, 8),
        ("\"a\nb\"", 2), ("\"a\tb\"", 2), ("\"\\n\u{1}\"", 3), ("\"\u{0}\"", 1),
        ("[", 1), ("[1", 2), ("[1,", 3), ("[1,]", 3), ("[,1]", 1), ("[1 2]", 3), ("]", 0), ("[1}", 2),
        ("{", 1), ("{}}", 2), (#"{"a""#, 4), (#"{"a":"#, 5), (#"{"a":1"#, 6), (#"{"a":1,"#, 7), (#"{"a":1,}"#, 7),
        ("{a:1}", 1), (#"{"a" 1}"#, 5), (#"{1:1}"#, 1), (#"{"a":1 "b":2}"#, 7), (#"{"a":1]"#, 6),
        (#"{"a":1,"a":2}"#, 10), (#"{"a":1,"\u0061":2}"#, 15), (#"{"é":1,"e\#u{301}":2}"#, 13),
        ("\u{feff}1", 0), ("1//", 1), ("/**/1", 0), ("1\u{b}", 1), ("1\u{a0}", 1),
    ])
    func `what is not JSON is refused where it goes wrong`(text: String, offset: Int) {
        let error = #expect(throws: JSONReader.Malformed.self) { try read(Array(text.utf8)) }
        #expect(error?.offset == offset)
    }

    @Test(
        arguments: [
            [0xff], [0xc3], [0xc3, 0x28], [0xc0, 0xaf], [0xe0, 0x80, 0xaf], [0xed, 0xa0, 0x80],
            [0xf4, 0x90, 0x80, 0x80], [0x80],
        ] as [[UInt8]]
    )
    func `a string that is not UTF-8 is refused`(bytes: [UInt8]) {
        #expect(throws: JSONReader.Malformed.self) { try read([0x22] + bytes + [0x22]) }
        #expect(throws: JSONReader.Malformed.self) { try read(Array(#""\n"#.utf8) + bytes + [0x22]) }
    }

    @Test(arguments: [("[", "]"), (#"{"a":"#, "}")])
    func `a depth of 32 is read, 33 is refused`(open: String, close: String) throws {
        func nested(_ depth: Int) -> [UInt8] {
            Array((String(repeating: open, count: depth) + "1" + String(repeating: close, count: depth)).utf8)
        }
        try read(nested(32))
        #expect(throws: JSONReader.Malformed.self) { try read(nested(33)) }
        #expect(throws: JSONReader.Malformed.self) { try read(Array(repeating: UInt8(ascii: "["), count: 1_000_000)) }
    }

    @Test func `many siblings are no depth`() throws {
        try read(Array(("[" + Array(repeating: "[]", count: 100).joined(separator: ",") + "]").utf8))
    }

    @Test(arguments: [
        ("9223372036854775807", Int64.max), ("-9223372036854775808", Int64.min), ("0", 0), ("-0", 0),
    ])
    func `a whole number of 64 bits is read`(text: String, value: Int64) throws {
        var reader = JSONReader(Array(text.utf8))
        #expect(try reader.integer() == value)
    }

    @Test(arguments: ["9223372036854775808", "-9223372036854775809", "1.0", "1e2", "\"1\"", "true"])
    func `any other number is not a whole one`(text: String) {
        #expect(throws: JSONReader.Malformed.self) {
            var reader = JSONReader(Array(text.utf8))
            _ = try reader.integer()
        }
    }

    @Test(arguments: ["1", "null", "[]"])
    func `a value of another kind is refused`(text: String) {
        let error = #expect(throws: JSONReader.Malformed.self) {
            var reader = JSONReader(Array(text.utf8))
            _ = try reader.string()
        }
        #expect(error?.offset == 0)
    }

    @Test func `every truncation of a document is refused`() {
        let document = Array(#"{"a":[1,-2.5e3,true,false,null,"\u00e9\ud83d\ude00é"],"b":{"c":"d\\"}}"#.utf8)
        #expect(throws: Never.self) { try read(document) }
        for count in 0..<document.count {
            #expect(throws: JSONReader.Malformed.self) { try read(Array(document[..<count])) }
        }
    }

    @Test func `random bytes and random slips are read or refused, never more`() {
        var random = Seeded(state: 7)
        let letters = Array(#"{}[]",:\u0123456789abcdeftrn.-+ \é😀"#.utf8)
        let document = Array(#"{"a":[1,-2.5e3,true,"\u00e9\ud83d\ude00é"],"b":{"c":"d\\"}}"#.utf8)
        var refused = 0
        for _ in 0..<20_000 {
            let noise = (0..<Int.random(in: 0..<24, using: &random)).map { _ in
                UInt8.random(in: 0...255, using: &random)
            }
            let words = (0..<Int.random(in: 0..<24, using: &random)).map { _ in
                letters.randomElement(using: &random) ?? 0
            }
            var slipped = document
            slipped[Int.random(in: document.indices, using: &random)] = letters.randomElement(using: &random) ?? 0
            for bytes in [noise, words, slipped] {
                do { try read(bytes) } catch {
                    #expect((0...bytes.count).contains(error.offset))
                    refused += 1
                }
            }
        }
        #expect(refused > 40_000)
    }

    private func read(_ bytes: [UInt8]) throws(JSONReader.Malformed) {
        var reader = JSONReader(bytes)
        try reader.skip()
        try reader.end()
    }
}

/// The same numbers in every run (SplitMix64).
struct Seeded: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
        return mixed ^ (mixed >> 31)
    }
}
